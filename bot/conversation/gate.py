"""The one gate that every message to a resident passes (design §2).

Asked twice: when a message is stored, whether consent allows it at all; and when it is about to go
out, everything. It is asked for many at once, each of its rules in one query; a reply is one by
itself. The sender's rate is kept by `bot.conversation.rate`.
"""

import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.conversation.allowance import ANY, Allowance
from bot.conversation.decent_hours import DecentHours
from bot.conversation.goodbyes import GOODBYES
from bot.conversation.purposes import REPLY
from bot.conversation.reasons import Reason
from bot.conversation.restraint import WEEK, Restraint, sent_lately
from bot.services import consent, reach
from bot.services.content import Sign
from bot.services.distress import LIFE
from bot.store.models import Conversation, InboundMessage, OutboundMessage, SentDay

HELP_NOTICE = "consent.help"
"""Who writes and how to end it: HELP is answered for anybody (CTIA, messaging-facts §3)."""


def lifeline(sign: Sign) -> str:
    """The key of the line to call for a sign of distress."""
    return f"content.distress.{sign}"


ALLOWED_WHEN_STOPPED = frozenset({*GOODBYES, HELP_NOTICE, *map(lifeline, LIFE)})
"""Where a life may be at stake, who writes to us gets one line back (docs/decisions/0011)."""


MOST_SEGMENTS = 10
"""Segments of one message beyond which carriers lose parts of it."""
SHARE_OF_DAY: Final = {"reminder": 0.95, "campaign": 0.8}
"""What share of a day's cap each purpose may use up; replies are never held back for it."""


LATEST: Final = (
    select(InboundMessage.conversation_id, func.max(InboundMessage.received_at))
    .where(InboundMessage.conversation_id == any_(bindparam("conversations", type_=ARRAY(Uuid()))))
    .group_by(InboundMessage.conversation_id)
)
"""When somebody wrote last."""

type Candidate = tuple[OutboundMessage, Conversation]
"""A message that is about to go out, and where."""
LAPSES: Final[frozenset[Reason]] = frozenset(
    {"expired", "quiet_hours", "too_soon", "weekly_cap", "daily_cap", "out_of_reach"}
)
"""Reasons that hold a message for a while, or for good where its time ends before."""

type Refusals = dict[int, Refusal]
"""Why messages may not go out, by their id; the others may."""

type NoLongerDue = Callable[[AsyncSession, Collection[int], datetime], Awaitable[set[int]]]
"""Which of these messages (their ids) were written for something that does not hold any more."""


async def always_due(
    session: AsyncSession, outbound_ids: Collection[int], now: datetime
) -> set[int]:
    """For messages that follow from nothing that may change."""
    del session, outbound_ids, now
    return set()


type LetGo = Callable[[AsyncSession, Collection[int]], Awaitable[None]]
"""Has what was joined in these messages (their ids), which are held for good, said by itself."""


async def nothing_joined(session: AsyncSession, outbound_ids: Collection[int]) -> None:
    """For messages that say one thing each."""
    del session, outbound_ids


type Withheld = Callable[
    [AsyncSession, Collection[int]],
    Awaitable[Mapping[int, Literal["campaign_paused", "campaign_canceled"]]],
]
"""Which of these messages (their ids) belong to something that staff paused or canceled."""


async def never_withheld(
    session: AsyncSession, outbound_ids: Collection[int]
) -> Mapping[int, Literal["campaign_paused", "campaign_canceled"]]:
    """For messages that belong to nothing staff may pause."""
    del session, outbound_ids
    return {}


@dataclass(frozen=True)
class Refusal:
    """A message is held back; `until` says when it is tried again, if ever."""

    reason: Reason
    until: datetime | None = None

    @property
    def is_lapse(self) -> bool:
        """Whether time ran out for the message; what else it says may not have lapsed."""
        return self.until is None and self.reason in LAPSES


def refused_by_consent(is_opted_out: bool, key: str) -> bool:
    """Whether somebody who stopped all messages is not to get this one."""
    return is_opted_out and key not in ALLOWED_WHEN_STOPPED


class Gate:
    """Consent, expiry, length, window, and whether the address was lost meanwhile.

    For what nobody asked for also topic, reach, hours, restraint, the day's cap, whether what it
    was written for still holds (`no_longer_due`), and whether staff hold it back (`withheld`).
    What lapses with what is more urgent beside it is let go (`let_go`), to be said by itself.
    """

    def __init__(
        self,
        hours: DecentHours,
        allowances: Mapping[str, Allowance],
        restraint: Restraint | None = None,
        no_longer_due: NoLongerDue = always_due,
        withheld: Withheld = never_withheld,
        let_go: LetGo = nothing_joined,
    ) -> None:
        self._hours = hours
        self._allowances = allowances
        self._restraint = restraint or Restraint()
        self._no_longer_due = no_longer_due
        self._withheld = withheld
        self._let_go = let_go

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
        return (await self.refusals(session, [(message, conversation)], now)).get(message.id)

    async def refusals(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        """Why some of these messages, of different conversations, may not go out now."""
        closed = await self._closed(session, candidates, now)
        found = _each(candidates, lambda m, c: _of_any(m, c, c.id in closed, now))
        unasked = [each for each in candidates if each[0].purpose != REPLY]
        rules = (
            self._stopped,
            self._without_reason,
            self._held_by_staff,
            self._at_night,
            self._too_much,
            self._beyond_cap,
        )
        for rule in rules:
            left = [each for each in unasked if each[0].id not in found]
            if not left:  # as for every reply
                break
            found |= await rule(session, left, now)
        lapsed = [m.id for m, _ in unasked if m.id in found and found[m.id].is_lapse]
        if lapsed:
            await self._let_go(session, lapsed)
        return found

    async def is_open(
        self, session: AsyncSession, conversation: Conversation, now: datetime
    ) -> bool:
        """Whether anything but a template may be sent: the resident wrote lately enough."""
        return conversation.id in await self.open_ones(session, [conversation], now)

    async def open_ones(
        self, session: AsyncSession, conversations: Collection[Conversation], now: datetime
    ) -> set[uuid.UUID]:
        """The conversations where anything but a template may be sent."""
        windows = {each.id: self.allowance(each.channel).window for each in conversations}
        opened = {each for each, window in windows.items() if window is None}
        limited = [each for each in windows if each not in opened]
        if limited:
            latest = await session.execute(LATEST, {"conversations": limited})
            opened |= {each for each, at in latest if now - at < (windows[each] or timedelta())}
        return opened

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

    async def _closed(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> set[uuid.UUID]:
        """The conversations whose window is closed to a message that is no template."""
        free = [where for message, where in candidates if message.template is None]
        return {each.id for each in free} - await self.open_ones(session, free, now)

    async def _stopped(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        stopped = await consent.stopped_topics(session, [where.id for _, where in candidates])

        def refusal(message: OutboundMessage, conversation: Conversation) -> Refusal | None:
            if consent.topic_of(message.purpose) in stopped.get(conversation.id, ()):
                return Refusal("opted_out_of_topic")
            gone = reach.unreachable(conversation, now)
            return _unreached(gone, message) if gone else None

        return _each(candidates, refusal)

    async def _without_reason(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        gone = await self._no_longer_due(session, [message.id for message, _ in candidates], now)
        return dict.fromkeys(gone, Refusal("no_longer_due"))

    async def _held_by_staff(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        del now
        ids = [message.id for message, _ in candidates if message.purpose == "campaign"]
        withheld = await self._withheld(session, ids) if ids else {}
        return {each: Refusal(why) for each, why in withheld.items()}

    async def _at_night(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        del session
        opens = self._hours.opens(now)
        if opens is None:
            return {}
        return _each(candidates, lambda message, _: _for_a_while("quiet_hours", opens, message))

    async def _too_much(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        """Who got something unasked just now, or enough of it this week."""
        people, ids = [c.id for _, c in candidates], [m.id for m, _ in candidates]
        lately = await sent_lately(session, people, ids, now)

        def refusal(message: OutboundMessage, conversation: Conversation) -> Refusal | None:
            times = lately.get(conversation.id, ())
            if times and times[-1] > now - self._restraint.gap:
                return _for_a_while("too_soon", times[-1] + self._restraint.gap, message)
            if len(times) >= self._restraint.per_week:
                frees = times[-self._restraint.per_week] + WEEK
                return _for_a_while("weekly_cap", frees, message)
            return None

        return _each(candidates, refusal)

    async def _beyond_cap(
        self, session: AsyncSession, candidates: Sequence[Candidate], now: datetime
    ) -> Refusals:
        """What the day has no room for any more, where carriers set a cap by the day."""
        found: Refusals = {}
        sent: dict[str, int] = {}
        for message, conversation in candidates:
            channel = conversation.channel
            per_day = self.allowance(channel).per_day
            if per_day is None:
                continue
            if channel not in sent:
                today = await session.get(SentDay, (channel, self._hours.day(now)))
                sent[channel] = today.units if today else 0
            units = message.segments or 1
            if sent[channel] + units > per_day * SHARE_OF_DAY[message.purpose]:
                until = self._hours.opens_tomorrow(now)
                found[message.id] = _for_a_while("daily_cap", until, message)
            else:
                sent[channel] += units
        return found


def _each(
    candidates: Sequence[Candidate],
    refusal: Callable[[OutboundMessage, Conversation], Refusal | None],
) -> Refusals:
    found = {message.id: refusal(message, conversation) for message, conversation in candidates}
    return {each: why for each, why in found.items() if why}


def _of_any(
    message: OutboundMessage, conversation: Conversation, is_closed: bool, now: datetime
) -> Refusal | None:
    """What holds back any message, replies too."""
    if refused_by_consent(conversation.opted_out_at is not None, message.key):
        return Refusal("opted_out")
    if message.expires_at is not None and message.expires_at <= now:
        return Refusal("expired")
    if message.segments is not None and message.segments > MOST_SEGMENTS:
        return Refusal("too_long")
    if message.template is None and is_closed:
        return Refusal("window_closed")
    if _is_lost_since(message, conversation, now):
        return Refusal("unreachable")
    return None


def _is_lost_since(message: OutboundMessage, conversation: Conversation, now: datetime) -> bool:
    """Whether the address was found to take no messages at all after this one was written.

    What is asked for later is tried: the address may take messages again.
    """
    gone = reach.unreachable(conversation, now)
    return gone is not None and gone.until is None and gone.since >= message.created_at


def _unreached(gone: reach.Unreachable, message: OutboundMessage) -> Refusal:
    if gone.until is None:
        return Refusal("unreachable")
    return _for_a_while("out_of_reach", gone.until, message)


def _for_a_while(reason: Reason, until: datetime, message: OutboundMessage) -> Refusal:
    """Held until then; for good where it makes no sense any more by then."""
    is_in_time = message.expires_at is None or until < message.expires_at
    return Refusal(reason, until if is_in_time else None)
