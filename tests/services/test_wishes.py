"""Wishes about messages: how many are missed, and how often one is seen where there is none."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.services.consent import (
    Wish,
    all_lists,
    is_doubtful,
    kinds_meant,
    read_wish,
    wants_messages,
)

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
    others = phrases()["wanted"] + phrases()["doubtful"]
    assert [text for text in others if kind_of(text) == "opt_out"] == []


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
    kept = [e for wording in (*lists.denying, *lists.keeping) for e in wording.says]
    assert [example for example in kept if not wants_messages(example)] == []


REMINDERS, CAMPAIGNS = ("reminders",), ("campaigns",)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("STOP", ()),
        ("🛑", ()),
        ("stopall", ("all",)),
        ("please stop texting me", ("all",)),
        ("no more messages or reminders", ("all",)),
        ("stop the reminders", REMINDERS),
        ("stop reminding me", REMINDERS),
        ("ya no me mande recordatorios", REMINDERS),
        ("alto a los recordatorios", REMINDERS),
        ("no me recuerden", REMINDERS),
        ("stop sending me promotions", CAMPAIGNS),
        ("stop sending me news", CAMPAIGNS),
        ("no quiero promociones", CAMPAIGNS),
        ("ya no me manden noticias", CAMPAIGNS),
        ("alto noticias", CAMPAIGNS),
        ("only reminders please, no ads", CAMPAIGNS),
        ("just send me reminders, no ads", CAMPAIGNS),
        ("I only want reminders", CAMPAIGNS),
        ("stop the ads but keep the reminders", CAMPAIGNS),
        ("I like the reminders but no promotions please", CAMPAIGNS),
        ("no quiero publicidad, solo recordatorios", CAMPAIGNS),
        ("quiero recordatorios pero no anuncios", CAMPAIGNS),
        ("stop everything except reminders", CAMPAIGNS),
        ("no more messages except reminders", CAMPAIGNS),
        ("stop the reminders but keep the news", REMINDERS),
        ("solo noticias, sin recordatorios", REMINDERS),
        ("ya no me mande recordatorios pero las noticias si", REMINDERS),
        ("stop reminders and promos", (*REMINDERS, *CAMPAIGNS)),
        (
            "ni recordatorios ni anuncios, ya no me manden recordatorios ni anuncios",
            (*REMINDERS, *CAMPAIGNS),
        ),
    ],
)
def test_what_is_to_stop(text: str, ends: tuple[str, ...]) -> None:
    wish = read_wish(text)
    assert wish is not None
    assert (wish.kind, wish.ends) == ("opt_out", ends)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("take me off the newsletter texts", CAMPAIGNS),
        ("way too many announcements, cut those out. leave my reminders on", CAMPAIGNS),
        ("las noticias no me interesan. los recordatorios si los quiero", CAMPAIGNS),
        ("quiteme los recordatorios pero las noticias si me gustan", REMINDERS),
        ("quisiera cancelar unicamente los recordatorios", REMINDERS),
        ("i am so done with you", ("all",)),
        ("ya no me mande nada, ni avisos ni noticias ni nada", ("all",)),
    ],
)
def test_which_kinds_a_wish_in_any_words_names(text: str, ends: tuple[str, ...]) -> None:
    assert kinds_meant(text) == ends


@pytest.mark.parametrize(
    "text", ["stop texting me on all my phones", "ya no quiero mensajes por ningun lado"]
)
def test_what_is_to_stop_everywhere(text: str) -> None:
    wish = read_wish(text)
    assert wish is not None
    assert (wish.ends, wish.everywhere) == (("all",), True)


def test_who_wants_messages_is_told_from_who_wants_none() -> None:
    unseen = [text for text in phrases()["wanted"] if not wants_messages(text)]
    assert not unseen
    mistaken = [text for text in phrases()["opt_out"] if wants_messages(text)]
    assert not mistaken


def test_what_may_be_no_wish_is_doubted() -> None:
    assert [text for text in phrases()["doubtful"] if not is_doubtful(text)] == []


def test_a_wish_is_read_in_the_language_of_its_words() -> None:
    languages = {
        text: (read_wish(text) or Wish("help")).language
        for text in ("pare", "no me escriban", "stop", "leave me alone")
    }
    assert languages == {"pare": "es", "no me escriban": "es", "stop": "en", "leave me alone": "en"}
