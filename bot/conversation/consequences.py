"""What follows from a provider's error, besides that one message does not arrive."""

from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import func, select
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
    session: AsyncSession,
    outbound_id: int,
    code: str,
    consequence: Consequence,
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Keeps consent and reach in step with the provider, or calls the operator.

    A receipt may be late: what it tells is of the time when the message was handed over, unless
    `asked_at` says when the provider was asked. A START or a word of theirs since then holds.
    """
    handed_over = func.coalesce(
        OutboundMessage.sent_at, OutboundMessage.attempted_at, OutboundMessage.created_at
    )
    which = select(OutboundMessage.conversation_id, handed_over.label("at"))
    found = (await session.execute(which.where(OutboundMessage.id == outbound_id))).one_or_none()
    if found is None:  # erased in the meantime
        return
    conversation_id, at = found.conversation_id, asked_at or found.at
    match consequence:
        case "alert":
            CARRIER_REFUSALS.labels(code).inc()
            log.error("refused for something on our side", code=code, outbound_id=outbound_id)
        case "opted_out" | "blocked":
            if await consent.is_opted_in_since(session, conversation_id, at):
                return
            source: consent.Source = "provider" if consequence == "opted_out" else "words"
            words = f"error {code}"
            await consent.opt_out(session, conversation_id, words, now, source=source)
        case "unreachable" | "out_of_reach":
            if await reach.has_written_since(session, conversation_id, at):
                return
            until = now + OUT_OF_REACH if consequence == "out_of_reach" else None
            await reach.lose(session, conversation_id, code, now, until)
