"""Hands one message of the outbox to its channel: once, whatever crashes in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.channel import Channel, Outgoing, Rejected, Template
from bot.conversation.consequences import draw
from bot.conversation.gate import Gate, Refusal
from bot.conversation.rate import Rate
from bot.conversation.receipts import ADVANCED, advance, advancing
from bot.errors import OutcomeUnknown, ProviderUnavailable
from bot.metrics import DELIVERIES, FAILURES, HELD, SENT_UNITS
from bot.store.database import OUTAGES, Database
from bot.store.models import Conversation, OutboundMessage
from bot.store.secrets import Vault

log = structlog.get_logger()

MAX_FAULTS = 5
"""How often a delivery may fail in a way nobody foresaw before its message is given up."""
DOUBT_SECONDS = (5.0, 60.0, 300.0)
"""Before a send is repeated whose outcome is unknown and cannot be looked up: so many times."""
RECENT_SENT = 50
"""How many earlier messages of a conversation a look-up is told of."""

MESSAGE = (
    select(OutboundMessage, Conversation)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .where(OutboundMessage.id == bindparam("outbound_id"))
    .with_for_update(of=OutboundMessage)
)
SENDING = (
    update(OutboundMessage)
    .where(OutboundMessage.id == bindparam("outbound_id"))
    .values(status="sending", attempted_at=bindparam("since"))
)
SENT = (
    update(OutboundMessage)
    .where(OutboundMessage.id == bindparam("outbound_id"))
    .values(
        provider_id=bindparam("sid"),
        sent_at=bindparam("now"),
        cost=bindparam("price"),
        status=ADVANCED,
    )
)
"""What every delivery asks of the database, put together once."""


@dataclass(frozen=True)
class Ready:
    """A message that is marked as `sending`, for its channel to be handed now."""

    message: OutboundMessage
    channel: Channel
    outgoing: Outgoing


class Delivery:
    """Delivers messages of the outbox."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        vault: Vault,
        clock: Clock,
        gate: Gate,
        rate: Rate,
    ) -> None:
        self._gate = gate
        self._rate = rate
        self._database = database
        self._channels = channels
        self._vault = vault
        self._clock = clock

    async def deliver(self, outbound_id: int) -> None:
        """Delivers one message; raises `ProviderUnavailable` where it must be tried again.

        Before the provider is asked, the message is marked `sending`. Found so by a later try, it
        may have gone out: the provider is asked for it before anything is repeated.
        """
        async with self._database.transaction() as session:
            found = (await session.execute(MESSAGE, {"outbound_id": outbound_id})).one_or_none()
            if found is None:  # erased in the meantime
                return
            message, conversation = found
            is_repeat = message.status == "sending"
            if message.status != "queued" and not is_repeat:
                return
            now = self._clock.now()
            refusal = None
            if not is_repeat:
                refusal = await self._gate.refusal(session, message, conversation, now)
            if refusal:
                hold(message, refusal, conversation.channel)
                return
            if conversation.channel not in self._channels:
                raise ProviderUnavailable(f"the channel {conversation.channel} is not set up")
            since = message.attempted_at or now
            connection = await session.connection()
            await connection.execute(SENDING, {"outbound_id": message.id, "since": since})
            ready = await self._ready(session, message, conversation, since, now)
        await self._attempt(ready.channel, ready.outgoing, message, is_repeat)

    async def ready(
        self,
        session: AsyncSession,
        messages: Sequence[OutboundMessage],
        conversation: Conversation,
    ) -> list[Ready]:
        """Messages just stored, for `hand_over`; none where not all of them may go out now."""
        now = self._clock.now()
        if conversation.channel not in self._channels:
            return []
        for message in messages:
            if await self._gate.refusal(session, message, conversation, now):
                return []
        return [await self._ready(session, message, conversation, now, now) for message in messages]

    async def hand_over(self, messages: Sequence[Ready]) -> None:
        """Delivers messages that were never tried and are marked as `sending`, in this order.

        After one that the provider refused for good, the gate is asked anew about the others: its
        resident may have stopped messages there. Raises `ProviderUnavailable` as `deliver` does,
        which is to deliver what is left.
        """
        was_rejected = False
        for number, ready in enumerate(messages, 1):
            message = ready.message
            if was_rejected and await self._is_refused_since(message.id):
                continue
            try:
                is_taken = await self._attempt(ready.channel, ready.outgoing, message, False)
                was_rejected = was_rejected or not is_taken
            except ProviderUnavailable:
                for later in messages[number:]:
                    await self._requeue(later.message.id)
                raise

    async def _ready(
        self,
        session: AsyncSession,
        message: OutboundMessage,
        conversation: Conversation,
        since: datetime,
        now: datetime,
    ) -> Ready:
        is_open = await self._gate.is_open(session, conversation, now)
        address = self._vault.decrypt(conversation.address_encrypted)
        out = outgoing(message, address, since, now, is_open)
        return Ready(message, self._channels[conversation.channel], out)

    async def _attempt(
        self, channel: Channel, out: Outgoing, message: OutboundMessage, is_repeat: bool
    ) -> bool:
        """Whether the provider took a message; raises `ProviderUnavailable` as `deliver` does."""
        asked_at = self._clock.now()
        try:
            provider_id = None
            if is_repeat:
                provider_id = await channel.look_up(out, await self._known_ids(message))
                if provider_id is None and await self._is_refused_since(message.id):
                    return False
            if provider_id is None:
                await self._rate.wait(channel.name, message.segments or 1)
                asked_at = self._clock.now()
                provider_id = await channel.send(out)
        except Rejected as rejected:
            DELIVERIES.labels(channel.name, "rejected").inc()
            await self.reject(out.id, rejected, asked_at)
        except OutcomeUnknown as doubt:
            DELIVERIES.labels(channel.name, "unknown").inc()
            if channel.can_look_up:
                raise
            await self._note_doubt(out.id, doubt)
        except ProviderUnavailable:
            DELIVERIES.labels(channel.name, "unavailable").inc()
            if not is_repeat:
                await self._requeue(out.id)
            raise
        except OUTAGES:
            raise
        except Exception as error:
            await self._note_fault(channel.name, out.id, error)
        else:
            DELIVERIES.labels(channel.name, "sent").inc()
            await self._confirm(channel.name, message, provider_id)
            return True
        return False

    async def _is_refused_since(self, outbound_id: int) -> bool:
        """Whether a message that did not go out may not go out any more, and is held for it.

        While its outcome was unknown, or one before it was refused, its resident may have stopped
        messages, or its time passed.
        """
        async with self._database.transaction() as session:
            message = await session.get_one(OutboundMessage, outbound_id, with_for_update=True)
            conversation = await session.get_one(Conversation, message.conversation_id)
            refusal = await self._gate.refusal(session, message, conversation, self._clock.now())
            if refusal:
                hold(message, refusal, conversation.channel)
            return refusal is not None

    async def _confirm(self, channel: str, message: OutboundMessage, provider_id: str) -> None:
        now, units = self._clock.now(), message.segments or 1
        price = self._gate.allowance(channel).price
        async with self._database.statement() as connection:
            await connection.execute(
                SENT,
                {
                    "outbound_id": message.id,
                    "sid": provider_id,
                    "now": now,
                    "price": None if price is None else price * units,
                    **advancing("sent"),
                },
            )
            await self._gate.note_sent(connection, channel, units, now)
        SENT_UNITS.labels(channel, message.purpose).inc(units)

    async def _note_doubt(self, outbound_id: int, doubt: OutcomeUnknown) -> None:
        """Has a send repeated that nobody can look up, later each time, and in the end no more.

        Better twice than not at all, but not once more for every answer that is lost.
        """
        async with self._database.transaction() as session:
            message = await session.get_one(OutboundMessage, outbound_id, with_for_update=True)
            message.faults += 1
            tries = message.faults
            if tries > len(DOUBT_SECONDS):
                message.reason = f"may have arrived, or not: {doubt}"
                advance(message, "failed")
        if tries <= len(DOUBT_SECONDS):
            raise OutcomeUnknown(str(doubt), DOUBT_SECONDS[tries - 1]) from doubt
        FAILURES.labels("delivery").inc()
        log.error("delivery given up", outbound_id=outbound_id)

    async def _note_fault(self, channel: str, outbound_id: int, error: Exception) -> None:
        """Has the delivery repeated, `MAX_FAULTS` times at most: others wait behind it."""
        DELIVERIES.labels(channel, "unknown").inc()
        log.exception("delivery failed", outbound_id=outbound_id)
        async with self._database.transaction() as session:
            message = await session.get_one(OutboundMessage, outbound_id, with_for_update=True)
            message.faults += 1
            is_last = message.faults >= MAX_FAULTS
            if is_last:
                message.reason = f"could not be handed over: {type(error).__name__}"
                advance(message, "failed")
        if not is_last:
            raise OutcomeUnknown("A message could not be handed to its channel") from error
        FAILURES.labels("delivery").inc()
        log.error("delivery given up", outbound_id=outbound_id)

    async def reject(self, outbound_id: int, rejected: Rejected, asked_at: datetime) -> None:
        """Notes that the provider, asked then, will never take a message, and what follows."""
        async with self._database.transaction() as session:
            message = await session.get_one(OutboundMessage, outbound_id, with_for_update=True)
            message.reason, message.error_code = str(rejected), rejected.code
            advance(message, "failed")
            if rejected.consequence:
                code, now = rejected.code, self._clock.now()
                await draw(session, outbound_id, code, rejected.consequence, now, asked_at)
        log.warning("message rejected", outbound_id=outbound_id, code=rejected.code)

    async def _requeue(self, outbound_id: int) -> None:
        """Back to `queued`: the provider said that it took nothing."""
        async with self._database.transaction() as session:
            message = await session.get_one(OutboundMessage, outbound_id, with_for_update=True)
            if message.status == "sending" and message.provider_id is None:
                message.status = "queued"

    async def _known_ids(self, message: OutboundMessage) -> frozenset[str]:
        """The provider's ids of the conversation's other messages."""
        async with self._database.transaction() as session:
            ids = await session.scalars(
                select(OutboundMessage.provider_id)
                .where(
                    OutboundMessage.conversation_id == message.conversation_id,
                    OutboundMessage.id != message.id,
                    OutboundMessage.provider_id.is_not(None),
                )
                .order_by(OutboundMessage.id.desc())
                .limit(RECENT_SENT)
            )
            return frozenset(provider_id for provider_id in ids if provider_id)


def hold(message: OutboundMessage, refusal: Refusal, channel: str) -> None:
    """Keeps a message that the gate refused, with the reason, until it may go out if ever."""
    message.status, message.reason, message.due_at = "held", refusal.reason, refusal.until
    message.line = channel if refusal.until else None
    HELD.labels(refusal.reason).inc()


def outgoing(
    message: OutboundMessage, address: str, attempted_at: datetime, now: datetime, is_open: bool
) -> Outgoing:
    """A message as a channel takes it: as its template only where free text may not be sent."""
    filled = None
    if message.template is not None and not is_open:
        template = message.template
        filled = Template(sid=template["sid"], variables=template["variables"])
    return Outgoing(
        message.id,
        message.conversation_id,
        address,
        message.text,
        tuple(choice["label"] for choice in message.choices),
        attempted_at,
        message.language,
        message.expires_at - now if message.expires_at else None,
        filled,
        message.is_numbered,
    )
