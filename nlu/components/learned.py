"""What was learned, kept on disk for as long as what it was learned from stays the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from joblib import Memory
from rasa.engine.caching import DEFAULT_CACHE_LOCATION

Model = TypeVar("Model")

KEPT = 6
"""How many models stay: those of a few branches, some megabytes each."""


def learned_once(learn: Callable[..., Model], *given: object) -> Model:
    """What `learn` makes of what is given, from disk where it learned from the same before.

    Rasa has such a cache of its own, but counts the names of the actions in all rules among the
    training data of every component, so that a new rule of the dialogue would have all learn again.
    """
    memory = _memory()
    model = memory.cache(learn)(*given)
    memory.reduce_size(items_limit=KEPT)
    return model


def forget_learned() -> None:
    """Has everything learned anew."""
    _memory().clear(warn=False)


def _memory() -> Memory:
    return Memory(DEFAULT_CACHE_LOCATION.with_name("learned"), verbose=0)
