"""How far a message got; receipts move it forward only, in whatever order they come (design §2)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, String, and_, any_, bindparam, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import Database, psycopg_connection
from bot.store.models import OutboundMessage
from bot.store.together import Together

RANK: Final = {
    "held": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "undelivered": 4,
    "failed": 4,
    "delivered": 5,
    "read": 6,
}
"""The states of a message, from first to last; a higher one is never left for a lower one."""


def advance(message: OutboundMessage, status: str) -> None:
    """Moves a message forward to a status; a status it is past changes nothing."""
    if RANK[status] > RANK[message.status]:
        message.status = status


_IS_NEWS: Final = OutboundMessage.status == any_(bindparam("earlier", type_=ARRAY(String)))
ADVANCED: Final = case(
    (_IS_NEWS, bindparam("new_status", type_=String)), else_=OutboundMessage.status
)
"""What a message's status becomes in an UPDATE with the parameters of `advancing`."""


def advancing(status: str) -> dict[str, object]:
    """The parameters of `ADVANCED` that move messages forward to a status."""
    return {"earlier": _earlier(status), "new_status": status}


def _earlier(status: str) -> list[str]:
    """The states that a message leaves for this one."""
    return [known for known, rank in RANK.items() if rank < RANK[status]]


_SID: Final = bindparam("sid", type_=String)
_ITS_SID: Final = OutboundMessage.provider_id == _SID
_ITS_ID: Final = and_(
    OutboundMessage.id == bindparam("outbound_id"),
    or_(OutboundMessage.provider_id.is_(None), _ITS_SID),
)
RECORD: Final = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(CAST(%(receipts)s AS json)) AS receipt (
            provider_id varchar, outbound_id bigint, status varchar, earlier varchar[],
            error_code varchar, reason varchar
        ), LATERAL (
            SELECT id, error_code AS known_code
            FROM outbound_messages WHERE id = receipt.outbound_id
            UNION ALL
            SELECT id, error_code
            FROM outbound_messages
            WHERE receipt.outbound_id IS NULL AND provider_id = receipt.provider_id
            OFFSET 0
        ) AS message
    ), changed AS (
        UPDATE outbound_messages AS message
        SET provider_id = told.provider_id,
            status = CASE
                WHEN message.status = ANY (earlier) THEN told.status ELSE message.status
            END,
            error_code = CASE
                WHEN message.status = ANY (earlier) THEN told.error_code ELSE message.error_code
            END,
            reason = CASE
                WHEN message.status = ANY (earlier) THEN told.reason ELSE message.reason
            END
        FROM told
        WHERE message.id = told.id AND (
            message.provider_id IS NULL
            OR message.provider_id = told.provider_id AND message.status = ANY (earlier)
        )
        RETURNING message.id, message.conversation_id, message.status, known_code
    ), reached AS (
        UPDATE conversations
        SET unreachable_at = NULL, unreachable_code = NULL, unreachable_until = NULL
        FROM changed
        WHERE changed.known_code IS NOT NULL AND changed.status IN ('delivered', 'read')
            AND conversations.id = changed.conversation_id
            AND conversations.unreachable_code = changed.known_code
    )
    SELECT id FROM changed
"""
"""Receipts are most of what providers ask of us. One that tells nothing new writes nothing. The
error of a message that arrived is not kept, whichever receipt came first, nor that its resident is
unreachable where only that error had said so."""
PAUSE_SECONDS: Final = 0.05
"""How long a receipt waits for others: the provider is in no hurry to have it acknowledged."""


@dataclass(frozen=True)
class Receipt:
    """What a provider tells of one of our messages."""

    provider_id: str
    status: str
    """As we call it: one of `RANK`."""
    outbound_id: int | None = None
    """What we asked the provider to repeat in its receipts: with it, a receipt that overtakes the
    provider's answer to our request is understood too."""
    error_code: str | None = None
    reason: str | None = None
    """The error in words, for staff."""


class Receipts:
    """Takes receipts from which nothing else follows, all of some moments in one transaction."""

    def __init__(self, database: Database) -> None:
        self._direct = database.direct()
        self._together = Together(self._record, PAUSE_SECONDS, apart=_messages)

    async def take(self, receipt: Receipt) -> None:
        """Records it; where it is of none of our messages, nothing happens."""
        await self._together.put(receipt)

    async def _record(self, receipts: Sequence[Receipt]) -> Sequence[None]:
        await self._direct.rows(RECORD, _told(receipts))
        return [None] * len(receipts)


def _messages(receipt: Receipt) -> tuple[str | int, ...]:
    """The names of the message it is about: one statement changes a row only once."""
    known = (receipt.provider_id, receipt.outbound_id)
    return tuple(name for name in known if name is not None)


async def lock_if_news(session: AsyncSession, receipt: Receipt) -> bool:
    """Whether a receipt, as `record` takes it, tells something new; holds its message if so.

    One that is repeated, or overtaken by a later one, does not: what follows from it has followed.
    """
    which = _ITS_SID if receipt.outbound_id is None else _ITS_ID
    news = select(OutboundMessage.id).where(which, _IS_NEWS).with_for_update()
    told = {
        "sid": receipt.provider_id,
        "outbound_id": receipt.outbound_id,
        **advancing(receipt.status),
    }
    return await session.scalar(news, told) is not None


async def record(session: AsyncSession, receipt: Receipt) -> list[int]:
    """Moves messages forward in a transaction; returns the ids of those it changed."""
    connection = await psycopg_connection(session)
    changed = await connection.execute(RECORD, _told([receipt]))
    return [id_ for (id_,) in await changed.fetchall()]


def _told(receipts: Sequence[Receipt]) -> dict[str, str]:
    """The parameters of `RECORD`: each message once."""
    told = [{**vars(receipt), "earlier": _earlier(receipt.status)} for receipt in receipts]
    return {"receipts": json.dumps(told)}
