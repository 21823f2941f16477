"""What follows from a provider's error, besides that one message does not arrive."""

from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.metrics import CARRIER_REFUSALS
from bot.services import consent, reach
from bot.store.models import OutboundMessage

log = structlog.get_logger()

type Consequence = Literal["opted_out", "blocked", "unreachable", "out_of_reach", "alert"]
"""They stopped messages with the provider, which answers them itself when they come back; they
blocked us in an app, where nobody but us does; their address takes no messages at all, or none just
now; or something is wrong on our side that an operator must see to: a carrier's filter, a
registration."""

OUT_OF_REACH = timedelta(hours=4)
"""For so long a phone that is off or out of reach gets nothing unasked: by then most are charged,
and a reminder of today still makes sense."""


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
            await reach.lose(session, conversation_id, code, now)
        case "out_of_reach":
            await reach.lose(session, conversation_id, code, now, now + OUT_OF_REACH)
        case "alert":
            CARRIER_REFUSALS.labels(code).inc()
            log.error("refused for something on our side", code=code, outbound_id=outbound_id)
