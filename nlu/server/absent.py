"""Keeps out of memory what Rasa imports and nothing of ours uses.

Rasa imports all of its components, channels and stores, whatever the model is made of: TensorFlow
alone takes 340 MB and most of a start (docs/decisions/0018-rasa-without-tensorflow.md).
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

NEURAL = frozenset({"jax", "jaxlib", "keras", "tensorboard", "tensorflow", "tensorflow_addons"})
"""What DIET and TED learn and predict with; our components use numpy, our only policy is rules."""
CHANNELS = frozenset({"aiogram", "fbmessenger", "mattermostwrapper", "slack_sdk", "webexteamssdk"})
"""Rasa's own channels: it hears of residents only through `server.input_channel`."""
STORES = frozenset({"boto3", "botocore", "pymongo", "redis"})
"""Rasa's own homes for trackers, locks and models: we have `server.tracker_store`, and one file."""
TERMINAL = frozenset({"matplotlib", "prompt_toolkit", "questionary"})
"""What `rasa interactive`, `rasa shell` and plots of results are drawn with."""
ABSENT = NEURAL | CHANNELS | STORES | TERMINAL


class Placeholder(type):
    """Stands for a class or function that is named while Rasa's modules load, and never used.

    It may be a base class, a decorator, a default value or part of an annotation; made into an
    object, it has no attribute at all, so that whoever does use it fails at once.
    """

    def __getattr__(cls, name: str) -> Placeholder:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder(name, (), {})

    def __getitem__(cls, _: object) -> Placeholder:
        return cls

    def __call__(cls, *arguments: Any, **_: Any) -> Any:
        """The function that is decorated, or an object."""
        is_decorating = len(arguments) == 1 and callable(arguments[0])
        return arguments[0] if is_decorating else type.__call__(cls)


class PlaceholderModule(ModuleType):
    """A module of which every name can be imported."""

    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Placeholder:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder(name, (), {})


class Placeholders(MetaPathFinder, Loader):
    """Finds a placeholder for each module that shall stay out."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """For the libraries of `ABSENT` and all inside them."""
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty one."""
        return PlaceholderModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def keep_out() -> None:
    """To be called before anything of Rasa is imported."""
    sys.meta_path.insert(0, Placeholders())
