"""How far a message got; receipts move it forward only, in whatever order they come (design §2)."""

from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import OutboundMessage

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


def advanced(status: str) -> ColumnElement[str]:
    """The same within an UPDATE: what a message's status becomes."""
    earlier = [known for known, rank in RANK.items() if rank < RANK[status]]
    return case((OutboundMessage.status.in_(earlier), status), else_=OutboundMessage.status)


async def record(
    connection: AsyncConnection,
    provider_id: str,
    status: str,
    error_code: str | None = None,
    outbound_id: int | None = None,
    reason: str | None = None,
) -> int | None:
    """Takes a provider's receipt; returns the message's id, or None where it is none of ours.

    `outbound_id` is what we asked the provider to repeat in its receipts: with it, a receipt that
    overtakes the provider's answer to our request is understood too.
    """
    which = (
        OutboundMessage.provider_id == provider_id
        if outbound_id is None
        else and_(
            OutboundMessage.id == outbound_id,
            or_(
                OutboundMessage.provider_id.is_(None),
                OutboundMessage.provider_id == provider_id,
            ),
        )
    )
    recorded = await connection.execute(
        update(OutboundMessage)
        .where(which)
        .values(
            provider_id=provider_id,
            error_code=func.coalesce(error_code, OutboundMessage.error_code),
            reason=func.coalesce(reason, OutboundMessage.reason),
            status=advanced(status),
        )
        .returning(OutboundMessage.id)
    )
    return recorded.scalar()
