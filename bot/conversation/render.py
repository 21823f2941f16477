"""Turns a reply into the message one channel can show, in the resident's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.catalog import Texts
from bot.conversation.channel import Medium
from bot.conversation.replies import Reply


@dataclass(frozen=True)
class Rendered:
    """A message ready for the outbox."""

    key: str
    language: str
    text: str
    choices: list[dict[str, Any]]
    """As kept with the message: {"label", "key", "intent", "entities"}."""
    values: dict[str, str] = field(default_factory=dict)
    """What its placeholders were filled with."""


def render(reply: Reply, texts: Texts, channel: Medium) -> Rendered:
    """The text of a reply and its choices: numbered below it where the channel has no buttons."""
    labels = [_capitalized(texts.text(choice.label)) for choice in reply.choices]
    choices = [
        {
            "label": label,
            "key": choice.label.key,
            "intent": choice.intent,
            "entities": choice.entities,
        }
        for label, choice in zip(labels, reply.choices, strict=True)
    ]
    text = texts.text(reply)
    if channel.numbers_choices:
        text = numbered(text, labels)
    return Rendered(reply.key, texts.language, channel.fit(text), choices, texts.values(reply))


def numbered(text: str, labels: Sequence[str]) -> str:
    """A text with its choices as numbered lines below it."""
    return "\n".join([text, *(f"{number} {label}" for number, label in enumerate(labels, 1))])


def _capitalized(label: str) -> str:
    """A name that usually stands inside a sentence, as it begins one."""
    return label[:1].upper() + label[1:]
