"""Takes turns for invented people, with a Rasa that answers as it is told."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.application import Application
from bot.conversation import flood
from bot.conversation.choices import Picked
from bot.conversation.inbox import Arrival
from bot.conversation.rasa import Answer
from bot.conversation.replies import Reply
from bot.errors import Unavailable
from bot.settings import ROOT, Settings
from bot.store.models import Conversation, InboundMessage, OutboundMessage
from tests.conversation.sending import StillClock
from tests.harness.standin import ACCOUNT, NUMBER, TOKEN

ANSWER = "language.changed"
"""The key of what this Rasa answers."""


@dataclass
class ToldRasa:
    """Keeps what it is asked; raises `fault` instead of answering while there is one."""

    asked: list[str] = field(default_factory=list)
    picked: list[Picked | None] = field(default_factory=list)
    """What each message picked of the choices that were open."""
    fault: Exception | None = None

    async def take_turn(
        self, _: str, __: str, text: str, picked: Picked | None, ___: dict[str, Any]
    ) -> Answer:
        if self.fault:
            raise self.fault
        self.asked.append(text)
        self.picked.append(picked)
        return Answer(intent="greet", replies=[Reply(key=ANSWER)])

    async def close(self) -> None:
        pass


class Answering:
    """One service as far as turns go; its clock stands still unless it is moved."""

    def __init__(self, url: str) -> None:
        settings = Settings(
            ENLACE_CONTENT=ROOT / "content" / "demo",
            ENLACE_SECRET_KEY="a secret key of these tests alone, long enough",
            ENLACE_PUBLIC_URL="http://127.0.0.1:9",
            TWILIO_ACCOUNT_SID=ACCOUNT,
            TWILIO_AUTH_TOKEN=TOKEN,
            TWILIO_FROM=NUMBER,
        )
        self.app = Application(settings, url)
        self.clock, self.rasa = StillClock(), ToldRasa()
        self.clock.time -= timedelta(days=2)  # what is queued here is long past for other tests
        vars(self.app).update(clock=self.clock, rasa=self.rasa)
        self._ids: Iterator[int] = iter(range(1_000_000))
        self._name = uuid.uuid4()

    async def hear(self, *texts: str, phone: str, every: timedelta = timedelta()) -> list[Any]:
        """Messages come in, one so long after another; returns their ids."""
        ids = []
        for text in texts:
            self.clock.time += every + timedelta(milliseconds=1)
            provider_id = f"{phone}-{next(self._ids)}-{self._name}"
            ids.append(await self.app.inbox.accept(Arrival("sms", phone, provider_id, text)))
        return ids

    async def has_written(self, count: int, phone: str) -> None:
        """That many messages were answered, each a second after the one before."""
        first = await self.app.inbox.accept(Arrival("sms", phone, f"{phone}-first", "tick"))
        async with self.app.database.transaction() as session:
            message = await session.get_one(InboundMessage, first)
            message.status = "answered"
            for number in range(1, count):
                self.clock.time += timedelta(seconds=1)
                session.add(
                    InboundMessage(
                        conversation_id=message.conversation_id,
                        channel=message.channel,
                        provider_id=f"{phone}-{number}-before",
                        text="tick",
                        status="answered",
                        received_at=self.clock.time,
                    )
                )

    async def answer(self, ids: list[Any]) -> None:
        """The queue runs their turns, in order."""
        for inbound_id in ids:
            with suppress(Unavailable):
                await self.app.turn.take(inbound_id)

    async def ask(self, *texts: str, phone: str) -> None:
        """Somebody who waits for each answer."""
        for text in texts:
            self.clock.time += timedelta(seconds=1)
            await self.answer(await self.hear(text, phone=phone))

    async def release(self, phone: str) -> list[Any]:
        """The chore runs; returns the message of this phone whose turn it deferred, if any."""
        waiting = (
            select(InboundMessage.id)
            .join(Conversation)
            .where(Conversation.address_hash == self.app.vault.digest(phone))
            .where(InboundMessage.release_at.is_not(None))
            .order_by(InboundMessage.received_at.desc())
        )
        async with self.app.database.transaction() as session:
            before = list(await session.scalars(waiting))
            await flood.release_due(session, self.clock.now(), self.app.jobs)
            after = set(await session.scalars(waiting))
            return [inbound_id for inbound_id in before if inbound_id not in after][:1]

    async def said(self, phone: str) -> list[str]:
        """The keys of what they were told, in order; without the terms."""
        query = (
            select(OutboundMessage.key)
            .join(Conversation)
            .where(Conversation.address_hash == self.app.vault.digest(phone))
            .order_by(OutboundMessage.id)
        )
        async with self.app.database.transaction() as session:
            keys = await session.scalars(query)
            return [key for key in keys if key != "consent.first_contact"]

    async def states(self, phone: str) -> list[tuple[str, str | None]]:
        """Status and intent of each message, in order."""
        query = (
            select(InboundMessage.status, InboundMessage.intent)
            .join(Conversation)
            .where(Conversation.address_hash == self.app.vault.digest(phone))
            .order_by(InboundMessage.received_at)
        )
        async with self.app.database.transaction() as session:
            return [(status, intent) for status, intent in await session.execute(query)]

    async def close(self) -> None:
        await self.app.close()
