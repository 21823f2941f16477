"""What residents are told when an answer takes longer, or does not come at all."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Channel
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.conversation.outbox import Outbox
from bot.conversation.render import render
from bot.conversation.replies import Reply
from bot.services import cases, residents
from bot.store.models import Conversation, InboundMessage, OutboundMessage

ONE_MOMENT = "one_moment"


class Notices:
    """Writes notices to the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        catalog: Catalog,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._catalog = catalog
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
            await self._say(session, inbound, Reply(key=ONE_MOMENT))

    async def trouble(self, session: AsyncSession, inbound: InboundMessage) -> None:
        """Tells the resident that a person will look, and asks a person to."""
        now = self._clock.now()
        inbound.status, inbound.answered_at = "failed", now
        await cases.open_case(session, inbound.conversation_id, inbound.id, "failed_turn", now)
        await self._say(session, inbound, Reply(key="trouble"))

    async def _say(self, session: AsyncSession, inbound: InboundMessage, reply: Reply) -> None:
        conversation = await session.get_one(Conversation, inbound.conversation_id)
        language = await residents.language_of(session, conversation.id)
        channel = self._channels[conversation.channel]
        message = render(reply, self._catalog[language or DEFAULT_LANGUAGE], channel)
        now = self._clock.now()
        await self._outbox.store(session, conversation.id, channel, [message], now, inbound.id)
