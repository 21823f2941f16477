"""What residents are told when an answer takes longer, or does not come at all."""

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.messenger import Messenger
from bot.conversation.replies import Reply
from bot.services import cases
from bot.store.models import InboundMessage, OutboundMessage

ONE_MOMENT = "one_moment"


class Notices:
    """Writes notices to the outbox."""

    def __init__(self, messenger: Messenger, clock: Clock) -> None:
        self._messenger = messenger
        self._clock = clock

    async def one_moment(self, session: AsyncSession, inbound_id: uuid.UUID) -> None:
        """Tells the resident that the answer takes a moment: once, until it comes."""
        inbound = await session.get_one(InboundMessage, inbound_id)
        latest = await session.scalar(
            select(OutboundMessage.key)
            .where(OutboundMessage.conversation_id == inbound.conversation_id)
            .order_by(OutboundMessage.id.desc())
            .limit(1)
        )
        if inbound.status == "received" and latest != ONE_MOMENT:
            await self._say(session, inbound, ONE_MOMENT)

    async def trouble(self, session: AsyncSession, inbound: InboundMessage) -> None:
        """Tells the resident that a person will look, and asks a person to."""
        now = self._clock.now()
        inbound.status, inbound.answered_at = "failed", now
        await cases.open_case(session, inbound.conversation_id, inbound.id, "failed_turn", now)
        await self._say(session, inbound, "trouble")

    async def _say(self, session: AsyncSession, inbound: InboundMessage, key: str) -> None:
        await self._messenger.say(session, inbound.conversation_id, [Reply(key=key)], inbound.id)
