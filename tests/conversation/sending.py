"""Stores messages to invented people and delivers them, by a clock that stands still."""

import asyncio
import time
import uuid
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.channels.twilio.sender import TwilioSms
from bot.channels.twilio.whatsapp import WINDOW, TwilioWhatsApp
from bot.conversation.allowance import Allowance
from bot.conversation.channel import Channel
from bot.conversation.decent_hours import DecentHours
from bot.conversation.delivery import Delivery
from bot.conversation.gate import Gate
from bot.conversation.hand_over import HandOver, Outcomes
from bot.conversation.lines import Line
from bot.conversation.purposes import Purpose
from bot.conversation.rate import Rate
from bot.errors import ProviderUnavailable
from bot.providers import Providers
from bot.store.database import Database
from bot.store.jobs import Jobs, job_app
from bot.store.models import Conversation, InboundMessage, OutboundMessage, Resident
from bot.store.secrets import Vault
from tests.harness.answers import local_client
from tests.harness.phone import new_number
from tests.harness.standin import ACCOUNT, NUMBER, TOKEN, WHATSAPP_NUMBER, RunningStandin

VAULT = Vault("a secret key of these tests alone, long enough")
CHICAGO = ZoneInfo("America/Chicago")
NOON = datetime(2026, 11, 23, 12, tzinfo=CHICAGO)
HOURS = DecentHours(CHICAGO, hour(9), hour(20))
OPENERS = {"en": "Choose", "es": "Elegir"}
MOST = 1_000
CALLBACK = "http://127.0.0.1:9/webhooks/twilio/status"


class StillClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time.astimezone(UTC)


class Sending:
    """One service as far as sending goes."""

    def __init__(self, store: Database, standin: RunningStandin, url: str) -> None:
        """`url` is where `store` is."""
        self.store = store
        self.url = url
        self.standin = standin
        self.clock = StillClock()
        api = standin.base_url
        self.channels = {
            "sms": TwilioSms(ACCOUNT, TOKEN, {"from_": NUMBER}, CALLBACK, api),
            "whatsapp": TwilioWhatsApp(ACCOUNT, TOKEN, WHATSAPP_NUMBER, CALLBACK, api, OPENERS),
        }

    async def close(self) -> None:
        for channel in self.channels.values():
            await channel.close()

    def delivery(self, sms: Allowance | None = None, database: Database | None = None) -> Delivery:
        """A worker's delivery; `sms` is what the SMS sender may do."""
        allowances = {
            "sms": sms or Allowance(price=Decimal("0.012")),
            "whatsapp": Allowance(window=WINDOW),
        }
        store = database or self.store
        rate = Rate(store, allowances)
        return Delivery(store, self.channels, VAULT, self.clock, Gate(HOURS, allowances), rate)

    def line(self, channel: Channel | None = None) -> tuple[Line, HandOver]:
        """The line of text messages, and its way to the provider, or to another channel."""
        line, jobs = Line("sms", Gate(HOURS, {}), VAULT), Jobs(job_app(self.url))
        sms = channel or self.channels["sms"]
        return line, HandOver(line, sms, self.store, jobs, self.clock, self.delivery())

    async def let_out(self) -> None:
        """Hands over whatever has its turn in the line of text messages."""
        line, hand_over = self.line()
        outcomes = Outcomes()
        async with self.store.transaction() as session:
            share = await line.take(session, self.clock.now(), MOST, MOST)
        for each in share.taken:
            outcomes.take_in(await hand_over.send(each, Providers(time.monotonic)))
        await hand_over.note(outcomes)

    async def person(self, channel: str = "sms") -> Conversation:
        """Somebody with an address nobody else has."""
        number = new_number()
        resident = Resident(id=uuid.uuid4(), created_at=self.clock.now())
        conversation = Conversation(
            id=uuid.uuid4(),
            resident_id=resident.id,
            channel=channel,
            address_hash=uuid.uuid4().bytes,
            address_encrypted=VAULT.encrypt(number),
            created_at=self.clock.now(),
        )
        async with self.store.transaction() as session:
            session.add(resident)
            await session.flush()
            session.add(conversation)
        return conversation

    async def wrote(self, person: Conversation) -> None:
        """They write to us."""
        async with self.store.transaction() as session:
            session.add(
                InboundMessage(
                    conversation_id=person.id,
                    channel=person.channel,
                    provider_id=uuid.uuid4().hex,
                    text="hello",
                    received_at=self.clock.now(),
                )
            )

    async def text(self, person: Conversation, text: str) -> None:
        """They text Twilio, which does by itself what it does about STOP."""
        async with local_client(self.standin.base_url) as phone:
            url = f"/simulator/phones/{self.address_of(person)}/messages"
            (await phone.post(url, json={"text": text})).raise_for_status()

    async def queue(self, person: Conversation, purpose: Purpose = "reply", **values: Any) -> int:
        """A message to somebody in the outbox, without a job: only the test delivers it."""
        message = self.outbound(person, purpose, **values)
        async with self.store.transaction() as session:
            session.add(message)
        return message.id

    def outbound(
        self, person: Conversation, purpose: Purpose = "reply", **values: Any
    ) -> OutboundMessage:
        """A message to somebody, not stored yet."""
        kept = {
            "key": "greet",
            "language": "en",
            "text": "Hello",
            "segments": 1,
            "choices": [],
            "status": "queued",
            "created_at": self.clock.now(),
            "expires_at": self.clock.now() + timedelta(hours=30),
        }
        return OutboundMessage(conversation_id=person.id, purpose=purpose, **(kept | values))

    async def message(self, outbound_id: int) -> OutboundMessage:
        """A message as it is stored now."""
        async with self.store.transaction() as session:
            return await session.get_one(OutboundMessage, outbound_id)

    async def conversation(self, person: Conversation) -> Conversation:
        """A conversation as it is stored now."""
        async with self.store.transaction() as session:
            found = select(Conversation).where(Conversation.id == person.id)
            return (await session.scalars(found)).one()

    async def outcome(self, outbound_id: int) -> tuple[str, str | None]:
        """A message's status and reason."""
        message = await self.message(outbound_id)
        return message.status, message.reason

    def address_of(self, person: Conversation) -> str:
        """Somebody's number."""
        return VAULT.decrypt(person.address_encrypted)

    async def on_phone(self, person: Conversation) -> list[dict[str, Any]]:
        """What Twilio took for somebody."""
        address = self.address_of(person)
        prefix = "whatsapp:" if person.channel == "whatsapp" else ""
        async with local_client(self.standin.base_url) as http:
            answer = await http.get(f"/simulator/phones/{prefix}{address}/messages")
        messages: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
        return messages


async def until_sent(delivery: Delivery, outbound_id: int) -> None:
    """Delivers as a worker does: again where others should go first."""
    while True:
        try:
            return await delivery.deliver(outbound_id)
        except ProviderUnavailable:
            await asyncio.sleep(0.01)
