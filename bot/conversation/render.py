"""Turns a reply into the message one channel can show, in the resident's language."""

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
    choices = [
        {
            "label": _capitalized(texts.text(choice.label)),
            "key": choice.label.key,
            "intent": choice.intent,
            "entities": choice.entities,
        }
        for choice in reply.choices
    ]
    text = texts.text(reply)
    if channel.numbers_choices and choices:
        lines = [f"{number} {choice['label']}" for number, choice in enumerate(choices, 1)]
        text = "\n".join([text, *lines])
    return Rendered(reply.key, texts.language, channel.fit(text), choices, texts.values(reply))


def _capitalized(label: str) -> str:
    """A name that usually stands inside a sentence, as it begins one."""
    return label[:1].upper() + label[1:]
