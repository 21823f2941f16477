"""What staff may write to many: faults of a campaign's texts, and what is hard to read."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

from bot.services.consent import all_lists
from bot.services.reading_level import is_hard

PLACEHOLDERS: Final = frozenset({"city", "organization", "phone"})
"""What a text may name: the city; the name and the public phone of the audience's organization."""
_NAMED = re.compile(r"\{(\w*)\}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_NUMBER_OF_A_PERSON = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
"""As Social Security numbers are written."""
_SITE = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+(?:org|com|edu|gov|net))\b", re.IGNORECASE)
_ANSWER_WITH: Final = (
    r"(?:reply|answer|text|write|send|respond|say|conteste|responda|escriba|mande|diga|envie)"
    r"(?: us| back| with| con| a)*\W+"
)


def faults(
    texts: Mapping[str, str], languages: Collection[str], known: str, sites: Collection[str]
) -> list[str]:
    """What must be mended, a sentence each.

    `known` is all that the program has published: phones and e-mail addresses in it are nobody's
    own. `sites` may be linked to.
    """
    missing = [language for language in languages if not texts.get(language, "").strip()]
    extra = [language for language in texts if language not in languages]
    return [
        *(f"There is no text in {language}: add it." for language in missing),
        *(f"There is a text in {language}, which is not written here." for language in extra),
        *_unlike(texts),
        *(
            f"The text in {language} {fault}"
            for language, text in texts.items()
            for fault in _of_one(text, known, sites)
        ),
    ]


def warnings(texts: Mapping[str, str]) -> list[str]:
    """What might be said more simply."""
    return [
        f"The text in {language} is harder to read than sixth grade: use short words and sentences."
        for language, text in texts.items()
        if is_hard(text, language)
    ]


def named(texts: Mapping[str, str]) -> frozenset[str]:
    """The placeholders of texts."""
    return frozenset(name for text in texts.values() for name in _NAMED.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled."""
    return _NAMED.sub(lambda found: values[found[1]], text)


def _unlike(texts: Mapping[str, str]) -> Iterator[str]:
    if len({frozenset(_NAMED.findall(text)) for text in texts.values()}) > 1:
        yield "The texts do not name the same placeholders: write them in every language."


def _of_one(text: str, known: str, sites: Collection[str]) -> Iterator[str]:
    if unknown := sorted(set(_NAMED.findall(text)) - PLACEHOLDERS):
        yield (
            f"names {', '.join(unknown)}: only {', '.join(sorted(PLACEHOLDERS))} can be filled in."
        )
    if "?" in text.rstrip()[:-1]:
        yield "asks before its end: ask one thing, last."
    if _EMAIL.search(text) and not all(found in known for found in _EMAIL.findall(text)):
        yield "holds an e-mail address that the program has not published: leave it out."
    if _NUMBER_OF_A_PERSON.search(text):
        yield "holds what looks like somebody's number: leave it out."
    published = _phones(known)
    if _phones(text) - published:
        yield "holds a phone number that the program has not published: leave it out."
    if unknown_sites := [site for site in _SITE.findall(text) if not _is_of(site, sites)]:
        yield f"links to {unknown_sites[0]}: only to {', '.join(sites) or 'no site'} may it."
    if word := _keyword(text):
        yield f"asks to answer with {word}, which carriers take for themselves: use --topic."


def _phones(text: str) -> set[str]:
    found = PhoneNumberMatcher(text, "US", leniency=0)
    return {format_number(each.number, PhoneNumberFormat.E164) for each in found}


def _is_of(site: str, sites: Collection[str]) -> bool:
    return any(f".{site.lower()}".endswith(f".{each.lower()}") for each in sites)


def _keyword(text: str) -> str | None:
    words = {
        word.upper()
        for lists in all_lists().values()
        for word in (*lists.stop, *lists.stop_all, *lists.start, *lists.agree)
    }
    longest_first = sorted(words, key=len, reverse=True)
    asked = re.compile(
        rf"\b{_ANSWER_WITH}({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE
    )
    found = asked.search(text)
    return found[1].upper() if found else None
