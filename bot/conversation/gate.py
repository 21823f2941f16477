"""The one gate that every message to a resident passes (design §2).

Asked twice: when a message is stored, whether consent allows it at all; and when it is about to go
out, everything. The sender's rate is kept by `bot.conversation.rate`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.conversation.allowance import ANY, Allowance
from bot.conversation.decent_hours import DecentHours
from bot.conversation.purposes import REPLY
from bot.conversation.reasons import Reason
from bot.services import consent, reach
from bot.services.content import Sign
from bot.services.distress import LIFE
from bot.store.models import Conversation, InboundMessage, OutboundMessage, SentDay

OPT_OUT_CONFIRMATION = "consent.stopped"
"""The one message that may still go out after messages were stopped, unasked."""


HELP_NOTICE = "consent.help"
"""Who writes and how to end it: HELP is answered for anybody (CTIA, messaging-facts §3)."""


def lifeline(sign: Sign) -> str:
    """The key of the line to call for a sign of distress."""
    return f"content.distress.{sign}"


ALLOWED_WHEN_STOPPED = frozenset({OPT_OUT_CONFIRMATION, HELP_NOTICE, *map(lifeline, LIFE)})
"""Where a life may be at stake, who writes to us gets one line back (docs/decisions/0011)."""


MOST_SEGMENTS = 10
"""Segments of one message beyond which carriers lose parts of it."""
SHARE_OF_DAY: Final = {"reminder": 0.95, "campaign": 0.8}
"""What share of a day's cap each purpose may use up; replies are never held back for it."""


WEEK: Final = timedelta(days=7)

type StillDue = Callable[[AsyncSession, int, datetime], Awaitable[bool]]
"""Whether what a message (its id) was written for still holds."""


async def always_due(session: AsyncSession, outbound_id: int, now: datetime) -> bool:
    """For messages that follow from nothing that may change."""
    del session, outbound_id, now
    return True


type Withheld = Callable[
    [AsyncSession, int], Awaitable[Literal["campaign_paused", "campaign_canceled"] | None]
]
"""Whether staff paused or canceled what a message (its id) belongs to."""


async def never_withheld(session: AsyncSession, outbound_id: int) -> None:
    """For messages that belong to nothing staff may pause."""
    del session, outbound_id


@dataclass(frozen=True)
class Restraint:
    """How often anybody is written to unasked, by whatever message and campaign."""

    gap: timedelta = timedelta(hours=2)
    """Between two messages that nobody asked for."""
    per_week: int = 5
    """How many of them within seven days."""


@dataclass(frozen=True)
class Refusal:
    """A message is held back; `until` says when it is tried again, if ever."""

    reason: Reason
    until: datetime | None = None


def refused_by_consent(is_opted_out: bool, key: str) -> bool:
    """Whether somebody who stopped all messages is not to get this one."""
    return is_opted_out and key not in ALLOWED_WHEN_STOPPED


class Gate:
    """Consent, expiry, length, window.

    For what nobody asked for also topic, reach, hours, restraint, the day's cap, whether what it
    was written for still holds (`is_still_due`), and whether staff hold it back (`withheld`).
    """

    def __init__(
        self,
        hours: DecentHours,
        allowances: Mapping[str, Allowance],
        restraint: Restraint | None = None,
        is_still_due: StillDue = always_due,
        withheld: Withheld = never_withheld,
    ) -> None:
        self._hours = hours
        self._allowances = allowances
        self._restraint = restraint or Restraint()
        self._is_still_due = is_still_due
        self._withheld = withheld

    def allowance(self, channel: str) -> Allowance:
        """What the sender of a channel may do."""
        return self._allowances.get(channel, ANY)

    async def refusal(
        self,
        session: AsyncSession,
        message: OutboundMessage,
        conversation: Conversation,
        now: datetime,
    ) -> Refusal | None:
        """Why a message may not go out now; None where it may."""
        if refused_by_consent(conversation.opted_out_at is not None, message.key):
            return Refusal("opted_out")
        if message.expires_at is not None and message.expires_at <= now:
            return Refusal("expired")
        if message.segments is not None and message.segments > MOST_SEGMENTS:
            return Refusal("too_long")
        if message.template is None and not await self.is_open(session, conversation, now):
            return Refusal("window_closed")
        if message.purpose == REPLY:
            return None
        return await self._refusal_unasked(session, message, conversation, now)

    async def is_open(
        self, session: AsyncSession, conversation: Conversation, now: datetime
    ) -> bool:
        """Whether anything but a template may be sent: the resident wrote lately enough."""
        window = self.allowance(conversation.channel).window
        if window is None:
            return True
        latest = await session.scalar(
            select(func.max(InboundMessage.received_at)).where(
                InboundMessage.conversation_id == conversation.id
            )
        )
        return latest is not None and now - latest < window

    async def note_sent(
        self, connection: AsyncConnection, channel: str, units: int, now: datetime
    ) -> None:
        """Counts what was sent today, where a day has a cap."""
        if self.allowance(channel).per_day is None:
            return
        sent = insert(SentDay).values(channel=channel, day=self._hours.day(now), units=units)
        await connection.execute(
            sent.on_conflict_do_update(
                index_elements=[SentDay.channel, SentDay.day],
                set_={"units": SentDay.units + sent.excluded.units},
            )
        )

    async def _refusal_unasked(
        self,
        session: AsyncSession,
        message: OutboundMessage,
        conversation: Conversation,
        now: datetime,
    ) -> Refusal | None:
        if consent.topic_of(message.purpose) in await consent.stopped_topics(
            session, conversation.id
        ):
            return Refusal("opted_out_of_topic")
        if gone := reach.unreachable(conversation, now):
            return _unreached(gone, message)
        if not await self._is_still_due(session, message.id, now):
            return Refusal("no_longer_due")
        if message.purpose == "campaign" and (why := await self._withheld(session, message.id)):
            return Refusal(why)
        if opens := self._hours.opens(now):
            return _for_a_while("quiet_hours", opens, message)
        if refusal := await self._is_too_much(session, message, now):
            return refusal
        if await self._is_day_full(session, message, conversation, now):
            return _for_a_while("daily_cap", self._hours.opens_tomorrow(now), message)
        return None

    async def _is_too_much(
        self, session: AsyncSession, message: OutboundMessage, now: datetime
    ) -> Refusal | None:
        """Whether they got something unasked just now, or enough of it this week."""
        sent_at = func.coalesce(OutboundMessage.sent_at, OutboundMessage.attempted_at)
        others = await session.scalars(
            select(sent_at)
            .where(
                OutboundMessage.conversation_id == message.conversation_id,
                text("purpose <> 'reply'"),
                OutboundMessage.created_at > now - 2 * WEEK,
                sent_at > now - WEEK,
                OutboundMessage.id != message.id,
                OutboundMessage.status.in_(("sending", "sent", "undelivered", "delivered", "read")),
            )
            .order_by(sent_at)
        )
        times = others.all()
        if times and times[-1] > now - self._restraint.gap:
            return _for_a_while("too_soon", times[-1] + self._restraint.gap, message)
        if len(times) >= self._restraint.per_week:
            frees = times[-self._restraint.per_week] + WEEK
            return _for_a_while("weekly_cap", frees, message)
        return None

    async def _is_day_full(
        self,
        session: AsyncSession,
        message: OutboundMessage,
        conversation: Conversation,
        now: datetime,
    ) -> bool:
        per_day = self.allowance(conversation.channel).per_day
        if per_day is None:
            return False
        key = (conversation.channel, self._hours.day(now))
        today = await session.get(SentDay, key)
        units = message.segments or 1
        return (today.units if today else 0) + units > per_day * SHARE_OF_DAY[message.purpose]


def _unreached(gone: reach.Unreachable, message: OutboundMessage) -> Refusal:
    if gone.until is None:
        return Refusal("unreachable")
    return _for_a_while("out_of_reach", gone.until, message)


def _for_a_while(reason: Reason, until: datetime, message: OutboundMessage) -> Refusal:
    """Held until then; for good where it makes no sense any more by then."""
    is_in_time = message.expires_at is None or until < message.expires_at
    return Refusal(reason, until if is_in_time else None)
