"""Where to turn for work, by what a resident says they look for."""

from collections.abc import Mapping, Sequence

from bot.services.content import Content
from bot.services.phrases import plain
from bot.services.words import whole

MOST_TOLD = 2
"""How many places are told at once."""


def fitting(content: Content, text: str) -> list[str]:
    """The places to turn to that a message asks for, in the pack's order, by their ids.

    Those named in words come before those that fit a field; where none is, the pack's first.
    """
    sentences = plain(text)
    fields = {topic.id for topic in content.topics.values() if _is_said(topic.words, sentences)}
    named = [each.id for each in content.jobs.values() if _is_said(each.words, sentences)]
    by_field = [each.id for each in content.jobs.values() if fields & set(each.topics)]
    found = [*named, *(each for each in by_field if each not in named)]
    return found[:MOST_TOLD] or list(content.jobs)[:1]


def others(content: Content, told: Sequence[str], count: int) -> list[str]:
    """Places to offer next: those after the last that was told, around to the beginning."""
    ids = list(content.jobs)
    first = ids.index(told[-1]) + 1 if told else 0
    around = [*ids[first:], *ids[:first]]
    offered = [each for each in around if content.jobs[each].suggested and each not in told]
    return offered[:count]


def _is_said(words: Mapping[str, str], sentences: Sequence[str]) -> bool:
    return any(whole(says).search(said) for says in words.values() for said in sentences)
