"""Stores many messages that nobody asked for at once; then they wait (`bot.conversation.lines`)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.channel import Medium
from bot.conversation.outbox import announce
from bot.conversation.purposes import Purpose
from bot.conversation.render import Rendered
from bot.conversation.templates import template_of
from bot.services.content import ApprovedTemplate
from bot.store.models import OutboundMessage
from bot.store.rows import insert_rows

NEW_IDS: Final = text(
    "SELECT nextval(pg_get_serial_sequence('outbound_messages', 'id')) "
    "FROM generate_series(1, :count)"
)


@dataclass(frozen=True)
class Letter:
    """A message on its way into the line of its channel."""

    conversation_id: uuid.UUID
    channel: Medium
    message: Rendered
    """No longer than one message of the channel holds."""
    purpose: Purpose
    expires_at: datetime


async def new_ids(session: AsyncSession, count: int) -> list[int]:
    """So many ids of messages that are still to be stored, in order."""
    return sorted(await session.scalars(NEW_IDS, {"count": count}))


async def store(
    session: AsyncSession,
    letters: Mapping[int, Letter],
    approved: Mapping[str, ApprovedTemplate],
    now: datetime,
) -> None:
    """Stores letters by their ids (see `new_ids`). What is fetched from us is there at once.

    `approved` are the templates of providers that want them, by the key of a message.
    """
    if not letters:
        return
    media = {letter.channel.name: letter.channel for letter in letters.values()}

    @cache  # many are told the same
    def segments(channel: str, said: str) -> int | None:
        return media[channel].segments(said)

    rows = [
        {
            "id": outbound_id,
            **_row(letter, approved, now),
            "segments": segments(letter.channel.name, letter.message.text),
        }
        for outbound_id, letter in letters.items()
    ]
    await insert_rows(session, OutboundMessage, rows)
    for letter in letters.values():
        if letter.channel.is_fetched:
            await announce(session, letter.conversation_id)


def _row(letter: Letter, approved: Mapping[str, ApprovedTemplate], now: datetime) -> dict[str, Any]:
    message, is_fetched = letter.message, letter.channel.is_fetched
    return {
        "conversation_id": letter.conversation_id,
        "sender": "bot",
        "purpose": letter.purpose,
        "key": message.key,
        "language": message.language,
        "text": message.text,
        "choices": message.choices,
        "template": template_of(message, approved),
        "status": "delivered" if is_fetched else "held",
        "reason": None if is_fetched else "in_line",
        "line": None if is_fetched else letter.channel.name,
        "due_at": None if is_fetched else now,
        "created_at": now,
        "expires_at": letter.expires_at,
    }
