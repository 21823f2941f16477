"""What a message says about messages themselves: stop them, bring them back, or who is writing.

Read from published lists (`en.yml`, `es.yml`), all languages at once: residents mix them. A keyword
is a whole message. Other wording counts where a reasonable person would take it for a wish to stop
(47 CFR 64.1200(a)(10), messaging-facts §3); "stop by the office" is none.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from bot.services import phrases
from bot.services.consent.topics import ALL, Scope

LONGEST = 40
"""Words of a sentence beyond which it tells a story and is no order to us."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants of our messages."""

    kind: Literal["opt_out", "opt_in", "help"]
    topic: Scope | None = None
    """What is to stop; None where they named nothing, so that the setting decides."""
    is_keyword: bool = False
    """The message is a keyword and nothing else."""
    everywhere: bool = False
    """Also on this person's other addresses."""


class Wording(BaseModel):
    """Ways to say one thing: a regular expression over plain sentences, and what people write."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    pattern: str
    says: list[str]


class Lists(BaseModel):
    """One language's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    stop: list[str]
    stop_all: list[str]
    start: list[str]
    plainest: list[str]
    """Keywords that mean the same at the end of a message, after a comma or a full stop."""
    agree: list[str]
    """What carriers take for an opt-in, though it mostly answers something else."""
    help: list[str]
    around: list[str]
    """What may stand around a keyword without changing it."""
    parts: dict[str, str]
    """Named parts of the patterns below: `{messages}` and the like."""
    asking: list[Wording]
    """Wishes to end messages."""
    not_messages: str
    """What else may be ended or left: with it and without a word for messages, it is no wish."""
    limits: str
    """A wish for another time or language, not for an end."""
    reminders: str
    campaigns: str
    everywhere: list[Wording]
    spelling: str
    """Words put right where they are misspelt."""


@cache
def all_lists() -> dict[str, Lists]:
    """Every language's lists, by its code."""
    files = sorted(Path(__file__).parent.glob("*.yml"))
    return {f.stem: Lists.model_validate(yaml.safe_load(f.read_text("utf-8"))) for f in files}


def read_wish(text: str) -> Wish | None:
    """What a message asks of our messages; None where it is about something else."""
    sentences = phrases.plain(text)
    if keyword := _keyword(" ".join(sentences).replace(" , ", " ").replace(",", " ").split()):
        return keyword
    for sentence in sentences:
        words = phrases.corrected(sentence, _known_words())
        if len(words.split()) <= LONGEST and (wish := _asking(words)):
            return wish
        if sentence.split(" , ")[-1] in _plainest():
            return Wish("opt_out")
    return None


def means_everywhere(text: str) -> bool:
    """Whether a wish to stop is for all addresses of this person."""
    return any(
        _names_all_addresses(phrases.corrected(sentence, _known_words()))
        for sentence in phrases.plain(text)
    )


def help_language(text: str) -> str | None:
    """The language of a message that is a word for help, where one language alone has the word."""
    said = _said(" ".join(phrases.plain(text)).split())
    found = [language for language, lists in all_lists().items() if said in lists.help]
    return found[0] if len(found) == 1 else None


def is_yes(text: str) -> bool:
    """Whether a message is nothing but the word that carriers take for an opt-in."""
    said = " ".join(phrases.plain(text))
    return any(said in lists.agree for lists in all_lists().values())


def _keyword(words: list[str]) -> Wish | None:
    said = _said(words)
    if not said:
        return None
    for lists in all_lists().values():
        if said in lists.stop_all:
            return Wish("opt_out", ALL, is_keyword=True)
        if said in lists.stop:
            return Wish("opt_out", is_keyword=True)
        if said in lists.start:
            return Wish("opt_in", is_keyword=True)
        if said in lists.help:
            return Wish("help", is_keyword=True)
    return None


def _said(words: list[str]) -> str:
    """The words that may be a keyword, without what changes nothing of it."""
    return _without_repeats(_bare(words)) or _without_repeats(words)


def _bare(words: list[str]) -> list[str]:
    """The words without what may stand before and after a keyword."""
    text = " ".join(words)
    around = _around()
    while (shorter := around.sub("", text).strip()) != text:
        text = shorter
    return text.split()


def _without_repeats(words: list[str]) -> str:
    """ "stop stop stop" is "stop"."""
    return words[0] if words and len(set(words)) == 1 else " ".join(words)


def _asking(sentence: str) -> Wish | None:
    clauses = {sentence, *(" ".join(_bare(clause.split())) for clause in sentence.split(" , "))}
    if not any(pattern.search(clause) for pattern in _asking_patterns() for clause in clauses):
        return None
    if _any("limits").search(sentence):
        return None
    if _any("not_messages").search(sentence) and not _messages().search(sentence):
        return None
    everywhere = _names_all_addresses(sentence)
    for topic in ("reminders", "campaigns"):
        if _any(topic).search(sentence) and not everywhere:
            return Wish("opt_out", topic)
    return Wish("opt_out", ALL, everywhere=everywhere)


def _names_all_addresses(sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in _everywhere_patterns())


@cache
def _asking_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        _filled(wording.pattern) for lists in all_lists().values() for wording in lists.asking
    )


@cache
def _everywhere_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        _filled(wording.pattern) for lists in all_lists().values() for wording in lists.everywhere
    )


@cache
def _parts() -> dict[str, str]:
    """Every named part, in all languages together."""
    names = {name for lists in all_lists().values() for name in lists.parts}
    return {
        name: "|".join(lists.parts[name] for lists in all_lists().values() if name in lists.parts)
        for name in names
    }


def _filled(pattern: str) -> re.Pattern[str]:
    for name, part in _parts().items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{part})")
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


@cache
def _messages() -> re.Pattern[str]:
    return _filled("{messages}")


@cache
def _any(field: Literal["limits", "not_messages", "reminders", "campaigns"]) -> re.Pattern[str]:
    return _filled("|".join(getattr(lists, field) for lists in all_lists().values()))


@cache
def _around() -> re.Pattern[str]:
    words = "|".join(word for lists in all_lists().values() for word in lists.around)
    return re.compile(rf"^(?:{words})(?!\w)|(?<!\w)(?:{words})$")


@cache
def _plainest() -> frozenset[str]:
    return frozenset(word for lists in all_lists().values() for word in lists.plainest)


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for lists in all_lists().values() for word in lists.spelling.split())
