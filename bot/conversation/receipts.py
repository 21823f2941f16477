"""How far a message got; receipts move it forward only, in whatever order they come (design §2)."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

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


async def record(
    session: AsyncSession,
    provider_id: str,
    status: str,
    error_code: str | None = None,
    outbound_id: int | None = None,
) -> bool:
    """Takes a provider's receipt; False where it is about no message of ours.

    `outbound_id` is what we asked the provider to repeat in its receipts: with it, a receipt that
    overtakes the provider's answer to our request is understood too.
    """
    query = select(OutboundMessage).with_for_update()
    if outbound_id is not None:
        query = query.where(OutboundMessage.id == outbound_id)
    else:
        query = query.where(OutboundMessage.provider_id == provider_id)
    message = await session.scalar(query)
    if message is None or message.provider_id not in (None, provider_id):
        return False
    message.provider_id = provider_id
    message.error_code = error_code or message.error_code
    advance(message, status)
    return True
