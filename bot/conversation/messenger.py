"""Writes to a resident what is not the answer of a turn: a notice, a code, the word of staff."""

import uuid
from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Medium
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.conversation.outbox import Outbox, TakeUp
from bot.conversation.purposes import REPLY, Purpose
from bot.conversation.render import Rendered, render
from bot.conversation.replies import Reply
from bot.services import residents
from bot.store.models import Conversation

STAFF_ANSWER = "staff_answer"
"""The key of a message that staff wrote themselves."""


class Messenger:
    """Writes to the outbox, in the transaction that makes it necessary."""

    def __init__(
        self,
        outbox: Outbox,
        media: Mapping[str, Medium],
        catalog: Catalog,
        clock: Clock,
        set_up: Container[str],
    ) -> None:
        """`media` are all that residents may have written on; `set_up` is where we can send now."""
        self._outbox = outbox
        self._media = media
        self._catalog = catalog
        self._clock = clock
        self._set_up = set_up

    def can_reach(self, channel: str) -> bool:
        """Whether a channel is set up here."""
        return channel in self._set_up

    async def say(
        self,
        session: AsyncSession,
        conversation_id: uuid.UUID,
        replies: Sequence[Reply],
        inbound_id: uuid.UUID | None = None,
        language: str | None = None,
        purpose: Purpose = REPLY,
        expires_at: datetime | None = None,
    ) -> None:
        """Says something in the resident's language; in `language` where theirs is unknown.

        What nobody asked for needs its `purpose`: it waits for decent hours and can be stopped by
        itself. After `expires_at` it is not sent any more.
        """
        conversation = await session.get_one(Conversation, conversation_id)
        theirs = await residents.language_of(session, conversation_id)
        texts = self._catalog[theirs or language or DEFAULT_LANGUAGE]
        channel = self._media[conversation.channel]
        messages = [render(reply, texts, channel) for reply in replies]
        await self._outbox.store(
            session,
            conversation_id,
            channel,
            messages,
            self._clock.now(),
            inbound_id,
            purpose=purpose,
            expires_at=expires_at,
        )

    async def pass_on(
        self,
        session: AsyncSession,
        conversation_id: uuid.UUID,
        text: str,
        take_up: TakeUp | None = None,
    ) -> None:
        """Hands over what staff wrote, as they wrote it; `take_up` as in `Outbox.store`."""
        conversation = await session.get_one(Conversation, conversation_id)
        language = await residents.language_of(session, conversation_id) or DEFAULT_LANGUAGE
        channel = self._media[conversation.channel]
        message = Rendered(STAFF_ANSWER, language, channel.fit(text), [])
        await self._outbox.store(
            session,
            conversation_id,
            channel,
            [message],
            self._clock.now(),
            sender="staff",
            take_up=take_up,
        )
