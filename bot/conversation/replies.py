"""What the dialogue decides to say: keys and arguments, no finished text (design §2)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Phrase(BaseModel):
    """A text of the catalogs, by its key, and what fills its placeholders.

    An argument is a string, a number, `{"$date": "2020-12-04"}`, `{"$text": {"key", "args"}}`, a
    word of each language `{"$words": {"en": …, "es": …}}`, or a moment in ISO 8601 with its offset:
    `{"$day": …}`, "Monday, November 23", `{"$short_day": …}`, "Mon, Nov 23", or `{"$time": …}`; or
    several of these: `{"$list": [...], "by": ", "}`, or as one says it, "Ana, Leo, and Eva":
    `{"$and": [...]}`. `{"$sealed": …}` is a name that the vault encrypted: only the message to the
    resident holds it, not what Rasa remembers of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    args: dict[str, Any] = Field(default_factory=dict)


class Choice(BaseModel):
    """One answer that is offered, and how it is understood when it is picked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Phrase
    intent: str
    entities: dict[str, str] = Field(default_factory=dict)


class Reply(Phrase):
    """One message to the resident."""

    choices: tuple[Choice, ...] = ()
