"""Which language somebody wants who names one: "no hablo inglés" names one that is not wanted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.conversation.languages import named_language, names
from bot.services.phrases import asked, negated, plain
from bot.services.words import pattern, whole


@dataclass(frozen=True)
class Mention:
    """A language that a message names."""

    code: str | None
    """None for one we do not write."""
    is_denied: bool


def wanted_language(
    text: str, named: Sequence[str], current: str, languages: tuple[str, ...]
) -> str | None:
    """The language to write in from now on; None where they want none of ours.

    `named` is what was understood as a language. What is denied is not wanted: then it is the
    `current` one, if that is not denied too, or another of ours. With none named, another one.
    """
    mentions = list(_mentions(text, named, languages))
    wanted = [mention.code for mention in mentions if not mention.is_denied]
    if wanted:
        return wanted[-1]
    denied = {mention.code for mention in mentions} or {current}
    left = [code for code in (current, *languages) if code not in denied]
    if left:
        return left[0]
    return None if mentions else current


def _mentions(text: str, named: Sequence[str], languages: tuple[str, ...]) -> Iterator[Mention]:
    """The languages a text names, in its order; last those it is not seen to name, as wanted."""
    understood = {" ".join(plain(value)): value for value in named}
    said = _saying((*understood, *_own_names(languages)))
    questions = asked(text)
    seen = set()
    for sentence in plain(text):
        is_denied, since = False, 0
        for found in said.finditer(sentence):
            if not (since and pattern("or_language").fullmatch(sentence[since : found.start()])):
                is_question = sentence in questions
                is_denied = _is_denied(sentence, since, found, said, is_question=is_question)
            since = found.end()
            seen.add(found.group())
            name = understood.get(found.group(), found.group())
            yield Mention(named_language(name, languages), is_denied)
    for words, value in understood.items():
        if words not in seen:
            yield Mention(named_language(value, languages), is_denied=False)


def _is_denied(
    sentence: str, since: int, found: re.Match[str], said: re.Pattern[str], *, is_question: bool
) -> bool:
    """Whether a language is one they do not speak or do not want; `since` the one named before."""
    begins = max(since, sentence.rfind(",", 0, found.start()) + 1)
    before = sentence[begins : found.start()].strip()
    clause = sentence[begins : found.end()].strip()
    if _ends_with("stops_language", before) or _is_complaint(before):
        return True
    if _asks_for(clause, before, is_question=is_question):
        return False
    if _ends_with("hardly_before", before) or _is_hardly_spoken(sentence, found.end(), said):
        return True
    start, rest = found.start() - found.end(), sentence[found.end() :]
    is_negated = negated(clause + rest, len(clause) + start, len(clause))
    return is_negated and not _wish_begins(before)


def _asks_for(clause: str, before: str, *, is_question: bool) -> bool:
    """Whether it is a wish that sounds like a "no": "don't you speak Spanish?"."""
    if is_question and pattern("asks_if_question").fullmatch(clause):
        return True
    if pattern("asks_in_language").search(clause):
        return True
    for found in pattern("asks_for_language").finditer(before):
        left = before[found.end() :].split()
        if not any(pattern("negators").fullmatch(word) for word in left[1:]):
            return True
    return False


def _is_complaint(before: str) -> bool:
    """Whether it is about a language that came unasked, not about one that does not come."""
    return _ends_with("complains_before", before) and not pattern("negators").search(before)


def _is_hardly_spoken(sentence: str, end: int, said: re.Pattern[str]) -> bool:
    """Whether what follows says so, and is not about the language that is named next."""
    found = pattern("hardly_after").match(sentence, end + 1)
    return found is not None and not said.match(sentence, found.end() + 1)


def _wish_begins(before: str) -> bool:
    """Whether a wish of its own stands between the last "no" and the language."""
    negators = list(pattern("negators").finditer(before))
    words = before[negators[-1].end() :].split() if negators else []
    for place, word in enumerate(words):
        if pattern("begins_wish").fullmatch(word):
            return place > 0 and not pattern("governed_wish").fullmatch(words[place - 1])
    return False


def _ends_with(field: str, before: str) -> bool:
    return _at_end(pattern(field).pattern).search(before) is not None


@cache
def _at_end(says: str) -> re.Pattern[str]:
    return re.compile(rf"{says}$")


def _saying(words: Sequence[str]) -> re.Pattern[str]:
    return whole("|".join(re.escape(each) for each in sorted(words, key=len)[::-1] if each))


@cache
def _own_names(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for code in languages for name in names(code, languages))
