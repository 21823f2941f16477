"""What follows from a provider's error, besides that one message does not arrive."""

from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.metrics import CARRIER_REFUSALS
from bot.services import consent
from bot.store.models import Conversation, OutboundMessage

log = structlog.get_logger()

type Consequence = Literal["opted_out", "blocked", "unreachable", "alert"]
"""They stopped messages with the provider, which answers them itself when they come back; they
blocked us in an app, where nobody but us does; their address takes no messages at all; or something
is wrong on our side that an operator must see to: a carrier's filter, a registration."""


async def draw(
    session: AsyncSession, outbound_id: int, code: str, consequence: Consequence, now: datetime
) -> None:
    """Keeps consent and reach in step with the provider, or calls the operator."""
    which = select(OutboundMessage.conversation_id).where(OutboundMessage.id == outbound_id)
    conversation_id = await session.scalar(which)
    if conversation_id is None:  # erased in the meantime
        return
    match consequence:
        case "opted_out":
            words = f"error {code}"
            await consent.opt_out(session, conversation_id, words, now, source="provider")
        case "blocked":
            await consent.opt_out(session, conversation_id, f"error {code}", now)
        case "unreachable":
            await session.execute(
                update(Conversation)
                .where(Conversation.id == conversation_id)
                .values(unreachable_at=now, unreachable_code=code)
            )
        case "alert":
            CARRIER_REFUSALS.labels(code).inc()
            log.error("carrier refuses our messages", code=code, outbound_id=outbound_id)
