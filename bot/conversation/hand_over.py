"""Hands messages that left a line to their provider, and notes together what became of them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.conversation.channel import Channel, Rejected
from bot.conversation.delivery import DOUBT_SECONDS, Delivery
from bot.conversation.lines import Line, Taken
from bot.errors import OutcomeUnknown, ProviderUnavailable
from bot.metrics import DELIVERIES
from bot.store.database import Database
from bot.store.jobs import Jobs

log = structlog.get_logger()

DOUBTFUL_FOR = timedelta(seconds=20)
"""After so long no request of a dead sender is under way: then it is asked what became of it."""
REFUSED_FOR = timedelta(seconds=2)
"""How long a message waits in line that its provider does not take now, where it does not say."""


class Providers(Protocol):
    """What is known of how the channels' providers do."""

    def watching(self, channel: str) -> AbstractContextManager[None]:
        """Learns from one message how its provider does; passes on what it raises."""
        ...

    def most(self, channel: str, most: int) -> int:
        """How many of so many messages may be handed over now; none while it is down."""
        ...


@dataclass
class Outcomes:
    """What became of messages, not noted yet."""

    sent: list[tuple[Taken, str]] = field(default_factory=list)
    refused: list[tuple[Taken, float | None]] = field(default_factory=list)
    """With the seconds after which they may be tried again, where the provider said so."""
    doubtful: list[Taken] = field(default_factory=list)
    unasked: list[Taken] = field(default_factory=list)
    """Never handed over: they go back to where they were."""

    def __bool__(self) -> bool:
        return bool(self.sent or self.refused or self.doubtful or self.unasked)

    def take_in(self, later: "Outcomes") -> None:
        """Adds what became of others."""
        self.sent += later.sent
        self.refused += later.refused
        self.doubtful += later.doubtful
        self.unasked += later.unasked


class HandOver:
    """The way from the line of one channel to its provider."""

    def __init__(
        self,
        line: Line,
        channel: Channel,
        database: Database,
        jobs: Jobs,
        clock: Clock,
        delivery: Delivery,
    ) -> None:
        self._line = line
        self._channel = channel
        self._database = database
        self._jobs = jobs
        self._clock = clock
        self._delivery = delivery
        self._doubt = timedelta(seconds=1.0 if channel.can_look_up else DOUBT_SECONDS[0])

    async def send(self, taken: Taken, providers: Providers) -> Outcomes:
        """Hands over one message; what became of it, where that is to be noted."""
        name, outcome, outcomes = self._channel.name, "sent", Outcomes()
        asked_at = self._clock.now()
        try:
            with providers.watching(name):
                provider_id = await self._channel.send(taken.outgoing)
            outcomes.sent.append((taken, provider_id))
        except Rejected as rejected:
            outcome = "rejected"
            await self._delivery.reject(taken.outgoing.id, rejected, asked_at)
        except OutcomeUnknown:
            outcome = "unknown"
            outcomes.doubtful.append(taken)
        except ProviderUnavailable as error:
            outcome = "unavailable"
            outcomes.refused.append((taken, error.retry_after))
        except Exception:
            outcome = "unknown"
            log.exception("delivery failed", outbound_id=taken.outgoing.id)
            outcomes.doubtful.append(taken)
        DELIVERIES.labels(name, outcome).inc()
        return outcomes

    async def note(self, outcomes: Outcomes) -> None:
        """Notes what became of messages; raises one of `OUTAGES` where it cannot, and changes
        nothing then.
        """
        now = self._clock.now()
        async with self._database.transaction() as session:
            connection = await session.connection()
            if outcomes.sent:
                await self._line.note_sent(connection, outcomes.sent, now)
            unasked = [taken.outgoing.id for taken in outcomes.unasked]
            await self._line.put_back(connection, unasked, now)
            for taken, seconds in outcomes.refused:
                later = REFUSED_FOR if seconds is None else timedelta(seconds=seconds)
                await self._line.put_back(connection, [taken.outgoing.id], now + later)
            for taken in outcomes.doubtful:
                message = taken.outgoing
                await self._jobs.defer_delivery(
                    session,
                    self._channel.name,
                    message.conversation_id,
                    [message.id],
                    after=self._doubt,
                )

    async def take_over(self) -> None:
        """Has it looked up what became of messages whose sender's end is unknown."""
        async with self._database.transaction() as session:
            found = await self._line.left_over(session)
            for conversation_id, outbound_id in found:
                await self._jobs.defer_delivery(
                    session, self._channel.name, conversation_id, [outbound_id], after=DOUBTFUL_FOR
                )
        if found:
            log.warning("messages of a dead sender are looked up", count=len(found))
