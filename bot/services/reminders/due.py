"""What is due now, found by query: nothing is remembered but what was said or given up."""

import asyncio
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Row,
    Select,
    Subquery,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import Offset, ReminderKind, Reminders
from bot.services.reach import is_lost
from bot.services.reminders.occasions import between
from bot.store.models import Conversation, OutboundMessage, Reminder, Resident, StoppedTopic

type Purpose = Literal["reminder", "campaign"]
type Hold = Literal[
    "opted_out",
    "opted_out_of_topic",
    "not_agreed",
    "no_channel",
    "unreachable",
    "out_of_reach",
    "just_told",
    "quiet_hours",
    "too_soon",
    "weekly_cap",
    "late",
]
"""Why a reminder does not go out now. Where its time passes like that, it never does."""

GIVEN_UP_WITHIN: Final = timedelta(days=3)
"""For so long after its time, what was not said is still found and reported: after an outage, or
where a change of the data puts a new time into the past."""
WEEK: Final = timedelta(days=7)
OVERLAP: Final = timedelta(minutes=1)
"""Shares are of a time that passes between one look and the next."""
NONE: Final = timedelta()
MOMENT: Final = DateTime(timezone=True)
PLAN: Final = "plans anew"
"""Where a session, which is one transaction, keeps how its queries are planned."""

PLANNING: Final = {
    True: sql("SET LOCAL plan_cache_mode = force_custom_plan"),
    False: sql("SET LOCAL plan_cache_mode = force_generic_plan"),
}
PLANNED_ANEW: Final = frozenset({"session_start", "survey_open"})
"""Occasions looked for by a plan for the moment. By one for any moment, PostgreSQL looks through
all sessions and all residents: 11 to 16 ms among a million, not 3 to 4. To plan takes most of what
the others take: 3 ms, or 1 to 2 by a plan for any moment (`benchmarks/due.py`)."""

READ_AT_ONCE: Final = 500
"""Rows that are read at once: turns that the same worker takes wait for that."""

PURPOSES: Final[dict[str, Purpose]] = {"reminders": "reminder", "campaigns": "campaign"}
"""What a message about a topic is for."""


@dataclass(frozen=True)
class Due:
    """One reminder for one person."""

    kind: str
    resident_id: uuid.UUID
    conversation_id: uuid.UUID
    occasion: str
    due_at: datetime
    expires_at: datetime
    facts: dict[str, Any]
    channel: str
    language: str | None
    hold: Hold | None
    """Why it does not go out now; None where it does."""
    is_over: bool
    """Whether its time has passed: it is given up."""


@dataclass(frozen=True)
class Moment:
    """When reminders are looked for."""

    now: datetime
    is_decent: bool
    """Whether people may be written to unasked at this hour."""
    since: datetime | None = None
    """Only what fell due since then is looked for; None: everything that may still be said."""
    share: tuple[float, float] = (0.0, 1.0)
    """Only so much of the time that is looked at, from which part of it to which."""


async def plan(session: AsyncSession, anew: bool) -> None:
    """Has PostgreSQL plan what is asked in this transaction anew each time, or once for any values.

    Left alone it comes to use one plan for any values where it expects to gain by it, and is wrong
    for some: among a million residents survey invitations then took 64 ms.
    """
    if session.info.get(PLAN) is not anew:
        await session.execute(PLANNING[anew])
        session.info[PLAN] = anew


class Search:
    """Finds what is due by the rules of a content pack, for `channels` that are set up.

    A query is put together once: that takes longer than asking it.
    """

    def __init__(self, rules: Reminders, zone: ZoneInfo, channels: Collection[str]) -> None:
        self._rules = rules
        self._zone = zone
        self._channels = list(channels)
        self._queries: dict[tuple[str, bool], Select[Any]] = {}

    async def find(
        self,
        session: AsyncSession,
        kind: str,
        moment: Moment,
        limit: int,
        include_held: bool = False,
    ) -> list[Due]:
        """What of a kind goes out now or is given up, at most `limit`.

        With `include_held`, also what is held back for now, the oldest first.
        """
        rule = self._rules.kinds[kind]
        values = self.values(kind, moment, limit, include_held)
        await plan(session, anew=rule.follows in PLANNED_ANEW)
        rows = (await session.execute(self.query(kind, include_held), values)).all()
        found: list[Due] = []
        for some in batched(rows, READ_AT_ONCE):
            found += [self._due(kind, row) for row in some]
            await asyncio.sleep(0)  # others' turn
        return found

    def _due(self, kind: str, row: Row[Any]) -> Due:
        rule = self._rules.kinds[kind]
        return Due(
            kind=kind,
            resident_id=row.resident_id,
            conversation_id=row.conversation_id,
            occasion=row.occasion,
            due_at=row.due_at,
            expires_at=rule.until.of(row.anchor, self._zone),
            facts=row.facts,
            channel=row.channel,
            language=row.language,
            hold=row.hold,
            is_over=row.is_over,
        )

    def query(self, kind: str, include_held: bool = False) -> Select[Any]:
        """The query behind `find`, without its values."""
        key = (kind, include_held)
        if key not in self._queries:
            self._queries[key] = self._put_together(kind, include_held)
        return self._queries[key]

    def values(
        self, kind: str, moment: Moment, limit: int, include_held: bool = False
    ) -> dict[str, Any]:
        """The values of the query at a moment."""
        rule, now = self._rules.kinds[kind], moment.now
        over = rule.until.reversed().of(now, self._zone)
        begun = rule.when.reversed().of(now, self._zone)
        after = over - GIVEN_UP_WITHIN
        if moment.since is not None:
            after = rule.when.reversed().of(moment.since, self._zone)
        until = begun if moment.is_decent or include_held else over
        begin, end = moment.share
        values = {
            "after": after + begin * (until - after) - (OVERLAP if begin else NONE),
            "until": after + end * (until - after),
            "over": over,
            "is_quiet": not moment.is_decent,
            "now": now,
            "near": now - self._rules.gap,
            "week": now - WEEK,
            "channels": self._channels,
            "most": limit,
        }
        if rule.follows == "application_status":
            values |= {"zone": self._zone.key, "states": rule.states}
        return values

    def _put_together(self, kind: str, include_held: bool) -> Select[Any]:
        held = self._with_holds(self._candidates(self._rules.kinds[kind], kind))
        found = select(held).limit(bindparam("most"))
        if include_held:
            return found.order_by(held.c.anchor, held.c.resident_id)
        return found.where(
            or_(held.c.hold.is_(None), held.c.is_over)
        )  # unsorted: it may stop early

    def _candidates(self, rule: ReminderKind, kind: str) -> Subquery:
        """Occasions whose time has come and of which nothing was said or given up yet."""
        found = between(rule.follows).subquery("found")
        is_done = exists().where(
            Reminder.resident_id == found.c.resident_id,
            Reminder.kind == kind,
            Reminder.occasion == found.c.occasion,
        )
        new = (
            select(
                found,
                _shifted(found.c.anchor, rule.when, self._zone).label("due_at"),
                (found.c.anchor <= bindparam("over", type_=MOMENT)).label("is_over"),
            )
            .where(~is_done)
            .offset(0)  # PostgreSQL looks no further for what was said, which is nearly everything
            .subquery("new")
        )
        who = (
            select(
                Conversation.channel,
                Conversation.opted_out_at,
                is_lost().label("is_lost"),
                Conversation.unreachable_until,
                _is_stopped(rule.topic).label("is_stopped"),
                _is_untold(rule.topic).label("is_untold"),
                Resident.language,
            )
            .join(Resident, Resident.id == Conversation.resident_id)
            .where(Conversation.id == new.c.conversation_id, Conversation.erasing_since.is_(None))
            .limit(1)
            .lateral("who")
        )
        return select(new, who).join(who, sql("true")).subquery("candidate")

    def _with_holds(self, candidate: Subquery) -> Subquery:
        """With the reason why each may not go out now."""
        theirs = (
            OutboundMessage.conversation_id == candidate.c.conversation_id,
            sql("outbound_messages.purpose <> 'reply'"),
            OutboundMessage.created_at > bindparam("week", type_=MOMENT),
            sql("NOT (outbound_messages.status = 'held' AND outbound_messages.due_at IS NULL)"),
        )
        said_at = func.greatest(OutboundMessage.created_at, OutboundMessage.sent_at)
        is_near = said_at > bindparam("near", type_=MOMENT)
        is_waiting = OutboundMessage.status.in_(("held", "queued", "sending"))
        this_week = select(func.count()).select_from(OutboundMessage).where(*theirs)
        reasons: list[tuple[ColumnElement[bool], Hold]] = [
            (candidate.c.opted_out_at.is_not(None), "opted_out"),
            (candidate.c.is_stopped, "opted_out_of_topic"),
            (candidate.c.is_untold, "not_agreed"),
            (candidate.c.channel.not_in(bindparam("channels", expanding=True)), "no_channel"),
            (candidate.c.is_lost, "unreachable"),
            (candidate.c.unreachable_until > bindparam("now", type_=MOMENT), "out_of_reach"),
            (candidate.c.known_since > candidate.c.due_at, "just_told"),
            (bindparam("is_quiet", type_=Boolean()), "quiet_hours"),
            (exists().where(*theirs, or_(is_near, is_waiting)), "too_soon"),
            (this_week.scalar_subquery() >= self._rules.per_week, "weekly_cap"),
        ]
        hold = case(*((condition, sql(f"'{reason}'")) for condition, reason in reasons))
        return select(candidate, hold.label("hold")).offset(0).subquery("held")


def _is_stopped(topic: str) -> ColumnElement[bool]:
    return exists().where(
        StoppedTopic.conversation_id == Conversation.id, StoppedTopic.topic == topic
    )


def _is_untold(topic: str) -> ColumnElement[bool]:
    """News goes only to who was told our terms; reminders follow from what one asked for."""
    if PURPOSES[topic] == "campaign":
        return Conversation.terms_told_at.is_(None)
    return false()


def _shifted(
    anchor: ColumnElement[datetime], offset: Offset, zone: ZoneInfo
) -> ColumnElement[datetime]:
    """As `Offset.of`, in PostgreSQL."""
    local = func.timezone(zone.key, anchor) + func.make_interval(0, 0, 0, offset.days)
    return func.timezone(zone.key, local) + func.make_interval(0, 0, 0, 0, 0, offset.minutes)
