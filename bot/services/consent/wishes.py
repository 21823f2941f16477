"""What a message says about messages themselves: stop them, bring them back, or who is writing.

Read from published lists (`en.yml`, `es.yml`). A keyword is a whole message. Other wording counts
where a reasonable person would take it for a wish to stop (47 CFR 64.1200(a)(10), messaging-facts
§3); "stop by the office" is none, nor is "don't stop".
"""

from dataclasses import dataclass
from typing import Final, Literal

from bot.services import phrases
from bot.services.consent import lists
from bot.services.consent.kinds import ended
from bot.services.consent.lists import all_lists
from bot.services.consent.topics import ALL, Scope

LONGEST: Final = 40
"""Words of a sentence beyond which it tells a story and is no order to us."""
SIGNS: Final = frozenset("🛑")
"""Signs that are a wish to stop where a message is nothing else."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants of our messages."""

    kind: Literal["opt_out", "opt_in", "help"]
    ends: tuple[Scope, ...] = ()
    """What is to stop; empty where they named nothing, so that the setting decides."""
    everywhere: bool = False
    """Also on this person's other addresses."""
    language: str | None = None
    """The language of the list that it was found in; None where the provider told us of it."""


def read_wish(text: str) -> Wish | None:
    """What a message asks of our messages; None where it is about something else."""
    sentences = phrases.plain(text)
    if keyword := _keyword(_words_of(sentences)) or _sign(text):
        return keyword
    found = [wish for sentence in sentences if (wish := _wish_of(sentence))]
    asked = phrases.asked(text)
    ends = [sentence.split(" , ")[-1] for sentence in sentences if sentence not in asked]
    found += [Wish("opt_out", language=lists.plainest()[e]) for e in ends if e in lists.plainest()]
    return found[0] if found else None


def wants_messages(text: str) -> bool:
    """Whether a message has ours go on or come back, or says that they do not come.

    It may sound much like a wish to stop, and is none.
    """
    wish = read_wish(text)
    if wish:
        return wish.kind == "opt_in"
    said = [phrases.corrected(sentence, lists.vocabulary()) for sentence in phrases.plain(text)]
    clauses = {*said, *(" ".join(_bare(sentence.split())) for sentence in said)}
    return bool(_found("denying", clauses) or _found("keeping", clauses))


def is_doubtful(text: str) -> bool:
    """Whether a message that sounds like a wish to stop may well be none: a question, hearsay."""
    sentences = phrases.plain(text)
    return bool(phrases.asked(text)) or any(
        lists.words("doubtful").search(said) or _is_of_something_else(said) for said in sentences
    )


def kinds_meant(text: str) -> tuple[Scope, ...]:
    """Which kinds of messages a wish to stop names, however it is put; all where it names none."""
    return ended(phrases.corrected(" , ".join(phrases.plain(text)), lists.vocabulary()))


def means_everywhere(text: str) -> bool:
    """Whether a wish to stop is for all addresses of this person."""
    said = {phrases.corrected(sentence, lists.vocabulary()) for sentence in phrases.plain(text)}
    return _found("everywhere", said) is not None


def is_help(text: str) -> bool:
    """Whether a message is nothing but a word for help, however politely: "info please"."""
    return bool(_helping(text))


def help_language(text: str) -> str | None:
    """The language of a message that is a word for help, where one language alone has the word."""
    found = _helping(text)
    return found[0] if len(found) == 1 else None


def is_yes(text: str) -> bool:
    """Whether a message is nothing but the word that carriers take for an opt-in."""
    said = " ".join(phrases.plain(text))
    return any(said in known.agree for known in all_lists().values())


def _helping(text: str) -> list[str]:
    said = _said(_words_of(phrases.plain(text)))
    return [language for language, known in all_lists().items() if said in known.help]


def _words_of(sentences: list[str]) -> list[str]:
    return " ".join(sentences).replace(",", " ").split()


def _keyword(words: list[str]) -> Wish | None:
    said = _said(words)
    if not said:
        return None
    for language, known in all_lists().items():
        if said in known.stop_all:
            return Wish("opt_out", (ALL,), language=language)
        if said in known.stop:
            return Wish("opt_out", language=language)
        if said in known.start:
            return Wish("opt_in", language=language)
        if said in known.help:
            return Wish("help", language=language)
    return None


def _sign(text: str) -> Wish | None:
    signs = {sign for sign in text if not sign.isspace()}
    return Wish("opt_out") if signs and signs <= SIGNS else None


def _said(words: list[str]) -> str:
    """The words that may be a keyword, without what changes nothing of it."""
    if len(words) > 1 and all(len(letter) == 1 for letter in words):
        return "".join(words)  # "s t o p"
    return _without_repeats(_bare(words)) or _without_repeats(words)


def _bare(words: list[str]) -> list[str]:
    """The words without what may stand before and after a keyword."""
    text = " ".join(words)
    while (shorter := lists.around().sub("", text).strip()) != text:
        text = shorter
    return text.split()


def _without_repeats(words: list[str]) -> str:
    """ "stop stop stop" is "stop"."""
    return words[0] if words and len(set(words)) == 1 else " ".join(words)


def _wish_of(sentence: str) -> Wish | None:
    said = phrases.corrected(sentence, lists.vocabulary())
    if len(said.split()) > LONGEST:
        return None
    wish = _asking(said)
    return wish if wish and not _found("denying", {said}) else None


def _asking(said: str) -> Wish | None:
    """The wish of a plain sentence to end messages."""
    clauses = {said, *(" ".join(_bare(clause.split())) for clause in lists.clauses(said))}
    language = _found("asking", clauses)
    if not language or lists.words("limits").search(said) or _is_of_something_else(said):
        return None
    if _found("everywhere", {said}):
        return Wish("opt_out", (ALL,), everywhere=True, language=language)
    return Wish("opt_out", ended(said), language=language)


def _is_of_something_else(said: str) -> bool:
    return bool(lists.words("not_messages").search(said) and not lists.messages().search(said))


def _found(of: lists.Wordings, clauses: set[str]) -> str | None:
    """The language of the first wording that one of the clauses has."""
    for language, pattern in lists.patterns(of):
        if any(pattern.search(clause) for clause in clauses):
            return language
    return None
