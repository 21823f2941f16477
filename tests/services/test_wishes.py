"""Wishes about messages: how many are missed, and how often one is seen where there is none."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.services.consent import read_wish
from bot.services.consent.wishes import all_lists

DATA = Path(__file__).parent / "data" / "consent" / "phrases.yml"
MOST_MISSED = 0.02
MOST_FALSE = 0.01


@cache
def phrases() -> dict[str, list[str]]:
    """Kind of wish -> what people text."""
    read: dict[str, list[str]] = yaml.safe_load(DATA.read_text("utf-8"))
    return read


def kind_of(text: str) -> str:
    wish = read_wish(text)
    return wish.kind if wish else "none"


@pytest.mark.parametrize("kind", ["opt_out", "opt_in", "help"])
def test_few_wishes_are_missed(kind: str) -> None:
    texts = phrases()[kind]
    missed = [text for text in texts if kind_of(text) != kind]
    assert len(missed) <= MOST_MISSED * len(texts), missed


def test_hardly_ever_is_a_wish_seen_where_there_is_none() -> None:
    texts = phrases()["none"]
    wrong = [text for text in texts if kind_of(text) != "none"]
    assert len(wrong) <= MOST_FALSE * len(texts), wrong


def test_there_are_enough_phrases_to_tell() -> None:
    assert sum(map(len, phrases().values())) >= 120


@pytest.mark.parametrize("language", sorted(all_lists()))
def test_what_is_published_is_recognized(language: str) -> None:
    lists = all_lists()[language]
    for word in (*lists.stop, *lists.stop_all):
        assert kind_of(word) == "opt_out"
    for word in lists.start:
        assert kind_of(word) == "opt_in"
    said = [example for wording in (*lists.asking, *lists.everywhere) for example in wording.says]
    assert [example for example in said if kind_of(example) != "opt_out"] == []


@pytest.mark.parametrize(
    ("text", "topic", "everywhere"),
    [
        ("STOP", None, False),
        ("stopall", "all", False),
        ("please stop texting me", "all", False),
        ("stop the reminders", "reminders", False),
        ("ya no me mande recordatorios", "reminders", False),
        ("stop sending me promotions", "campaigns", False),
        ("no quiero promociones", "campaigns", False),
        ("stop texting me on all my phones", "all", True),
        ("ya no quiero mensajes por ningun lado", "all", True),
    ],
)
def test_what_is_to_stop(text: str, topic: str | None, everywhere: bool) -> None:
    wish = read_wish(text)
    assert wish is not None
    assert (wish.kind, wish.topic, wish.everywhere) == ("opt_out", topic, everywhere)
