"""Erases a resident at their wish: everywhere, with every address surely theirs (design §6).

That is their own, and the same number on another channel. A phone whose code somebody typed is not
enough: it may be a parent's, and what is erased does not come back.

Asked for in a conversation, it is done a moment later by a chore: by then the turn that took the
wish is over, and the message that confirms it is out. Seats and places in line come free with the
rows that held them; the chores of workshops and licenses offer them on.

Not erased: an application that was imported, which belongs to the program; and, for an address
whose messages were stopped, the keyed hash that keeps them stopped (see docs/decisions).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import audit
from bot.services.consent import keep_stopped
from bot.services.residents import PHONES
from bot.store.models import (
    Conversation,
    InboundMessage,
    OutboundMessage,
    Resident,
    VerificationCode,
    VerifiedPhone,
)

SOON: Final = timedelta(minutes=1)
"""How long after the wish: a page that is open shows the confirmation until then."""
AT_LAST: Final = timedelta(days=1)
"""When it is done even if the confirmation could not be delivered."""
FREE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:id, 0))")
"""Whether no turn of a conversation is under way (`bot.conversation.turn` holds the same lock)."""
TURNS_IN_RASA = text("DELETE FROM rasa_turns WHERE sender_id = :id")
JOBS = text("DELETE FROM procrastinate_jobs WHERE lock IN ('turn:' || :id, 'delivery:' || :id)")


async def request(session: AsyncSession, conversation_id: uuid.UUID, now: datetime) -> None:
    """Notes the wish of whoever writes in a conversation; asked again, it stays as it is."""
    this = await session.get_one(Conversation, conversation_id)
    theirs = Conversation.resident_id == this.resident_id
    if this.channel in PHONES:
        is_same_number = Conversation.address_hash == this.address_hash
        theirs = or_(theirs, and_(Conversation.channel.in_(PHONES), is_same_number))
    await session.execute(
        update(Conversation)
        .where(theirs, Conversation.erasing_since.is_(None))
        .values(erasing_since=now)
    )


async def erase_due(session: AsyncSession, now: datetime) -> None:
    """Erases everybody whose wish was heard out."""
    for resident_id in await session.scalars(_due(now)):
        await session.execute(
            select(Resident.id).where(Resident.id == resident_id).with_for_update()
        )
        conversations = (
            await session.scalars(
                select(Conversation)
                .where(Conversation.resident_id == resident_id)
                .order_by(Conversation.id)
            )
        ).all()
        if await _all_at_rest(session, conversations):
            await _erase(session, resident_id, conversations, now)


def _due(now: datetime) -> Select[uuid.UUID]:
    """Residents whose wish is old enough, with every message answered and every answer out."""
    unanswered = exists().where(
        InboundMessage.conversation_id == Conversation.id, InboundMessage.status == "received"
    )
    undelivered = exists().where(
        OutboundMessage.conversation_id == Conversation.id,
        OutboundMessage.status.in_(("queued", "sending")),
    )
    return (
        select(Conversation.resident_id)
        .where(Conversation.erasing_since.is_not(None))
        .group_by(Conversation.resident_id)
        .having(
            or_(
                func.min(Conversation.erasing_since) <= now - AT_LAST,
                and_(
                    func.min(Conversation.erasing_since) <= now - SOON,
                    ~func.bool_or(unanswered | undelivered),
                ),
            )
        )
    )


async def _all_at_rest(session: AsyncSession, conversations: Sequence[Conversation]) -> bool:
    for conversation in conversations:
        if not await session.scalar(FREE, {"id": str(conversation.id)}):
            return False
    return True


async def _erase(
    session: AsyncSession,
    resident_id: uuid.UUID,
    conversations: Sequence[Conversation],
    now: datetime,
) -> None:
    for conversation in conversations:
        await keep_stopped(session, conversation)
        await session.execute(TURNS_IN_RASA, {"id": str(conversation.id)})
        await session.execute(JOBS, {"id": str(conversation.id)})
    addresses = [conversation.address_hash for conversation in conversations]
    for proof in (VerifiedPhone, VerificationCode):
        await session.execute(delete(proof).where(proof.phone_hash.in_(addresses)))
    # All else hangs on the resident and goes with them: ON DELETE CASCADE.
    await session.execute(delete(Resident).where(Resident.id == resident_id))
    audit.record(session, now, "resident", "resident.erased", addresses=len(conversations))
