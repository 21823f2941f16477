"""What Telegram promises of the fields we read (https://core.telegram.org/bots/api#update).

Its library takes any value for them, and what is made of a wrong one fails far from here.
"""

from typing import Annotated, Any

import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.metrics import FAILURES
from bot.surrogates import without_surrogates

log = structlog.get_logger()

type Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
type Id = Annotated[str, Field(max_length=256)]
"""Telegram names no limit; its own have some twenty characters."""
type Words = Annotated[
    str, BeforeValidator(lambda said: without_surrogates(said) if isinstance(said, str) else said)
]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


class _Chat(_Part):
    id: Number


class _User(_Part):
    language_code: Words | None = None


class _Sticker(_Part):
    emoji: Words | None = None


class _Message(_Part):
    message_id: Number
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    text: Words | None = None
    caption: Words | None = None
    sticker: _Sticker | None = None
    media_group_id: Id | None = None


class _Query(_Part):
    id: Id
    sender: _User = Field(alias="from")
    data: Words | None = None
    message: _Message | None = None


class _Member(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")


class Shape(_Part):
    """An update, as far as we read it."""

    update_id: Number
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: _Member | None = None


def is_as_promised(update: Any) -> bool:
    """Whether an update can be read; one that cannot is taken, or Telegram would repeat it."""
    try:
        Shape.model_validate(update)
    except ValidationError:
        FAILURES.labels("update").inc()
        log.warning("an update of telegram is not as promised")
        return False
    return True
