"""Stores messages as they come in, with the conversations they open and the turns they need."""

import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import IntegrityError

from bot.store.conversations import OPENED
from bot.store.direct import Direct
from bot.store.jobs import TURN_JOB

TRIES: Final = 3
"""Somebody may have opened the same conversation at the same moment, or erased it."""
STORE: Final = f"""
    WITH given AS MATERIALIZED (
        SELECT arrival.*, (
            SELECT id FROM conversations
            WHERE (channel, address_hash) = (arrival.channel, arrival.address_hash)
        ) AS known_id
        FROM json_to_recordset(CAST(%(arrivals)s AS json)) AS arrival (
            place integer, id uuid, channel varchar, address_hash bytea, address_encrypted bytea,
            language varchar, is_language_chosen boolean, provider_id varchar, text varchar,
            choice varchar, attachment varchar, provider_did varchar, link varchar,
            received_at timestamptz
        )
    ), {OPENED}, stored AS (
        INSERT INTO inbound_messages (
            id, conversation_id, channel, provider_id, text, choice, attachment, provider_did, link,
            received_at
        )
        SELECT
            given.id, coalesce(given.known_id, conversation_id), given.channel, given.provider_id,
            given.text, given.choice, given.attachment, given.provider_did, given.link,
            given.received_at
        FROM given LEFT JOIN strangers USING (channel, address_hash)
        ORDER BY given.place
        ON CONFLICT DO NOTHING
        RETURNING id, conversation_id
    ), deferred AS (
        SELECT procrastinate_defer_jobs_v1(array_agg({TURN_JOB} ORDER BY place))
        FROM stored JOIN given USING (id)
    )
    SELECT stored.id FROM stored, deferred
"""  # noqa: S608 (nobody's choice is in it)
"""One round trip, and one transaction in itself. The address of a conversation is looked up by row,
never by a join: so it is by the index however few conversations there were when it was planned."""

KNOWN: Final = """
    SELECT channel, provider_id, id FROM inbound_messages
    WHERE (channel, provider_id) IN (
        SELECT * FROM unnest(%(channels)s::text[], %(provider_ids)s::text[])
    )
"""


@dataclass(frozen=True)
class NewMessage:
    """A message that came in, and the address it came from."""

    id: uuid.UUID
    channel: str
    address_hash: bytes
    address_encrypted: bytes
    language: str | None
    """What somebody new is written to in."""
    is_language_chosen: bool
    """Whether they chose it; else until their messages tell."""
    provider_id: str
    text: str
    choice: str | None
    attachment: str | None
    provider_did: str | None
    link: str | None
    received_at: datetime


async def store(direct: Direct, messages: Sequence[NewMessage]) -> list[uuid.UUID]:
    """Stores messages and defers their turns, in this order, in one transaction.

    Returns their ids. A message that is known by its provider's id changes nothing, and has the id
    it was stored by.
    """
    rows = [{"place": place, **vars(message)} for place, message in enumerate(messages)]
    stored = await _store(direct, json.dumps(rows, default=_written, ensure_ascii=False))
    known = await _known(direct, [message for message in messages if message.id not in stored])
    return [
        message.id if message.id in stored else known[message.channel, message.provider_id]
        for message in messages
    ]


async def _store(direct: Direct, arrivals: str) -> set[uuid.UUID]:
    for _ in range(TRIES - 1):
        with suppress(IntegrityError):
            return {id_ for (id_,) in await direct.rows(STORE, {"arrivals": arrivals})}
    return {id_ for (id_,) in await direct.rows(STORE, {"arrivals": arrivals})}


async def _known(
    direct: Direct, messages: Sequence[NewMessage]
) -> dict[tuple[str, str], uuid.UUID]:
    """The ids of messages by channel and provider's id."""
    if not messages:
        return {}
    names = {
        "channels": [message.channel for message in messages],
        "provider_ids": [message.provider_id for message in messages],
    }
    known = await direct.rows(KNOWN, names)
    return {(channel, provider_id): id_ for channel, provider_id, id_ in known}


def _written(value: object) -> str:
    """What JSON does not know, as PostgreSQL reads it."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
