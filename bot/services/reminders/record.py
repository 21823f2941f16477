"""What was said or given up: once a person, kind and occasion, by a unique index."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import Occasion, ReminderKind, Reminders
from bot.services.reminders.due import Due
from bot.services.reminders.occasions import between
from bot.store.models import OutboundMessage, Reminder, said_in
from bot.store.rows import insert_rows

KEY: Final = ("resident_id", "kind", "occasion")

SAID: Final = select(Reminder).where(
    Reminder.outbound_id == any_(bindparam("messages", type_=ARRAY(BigInteger())))
)

type Claim = tuple[Due, int | None]
"""What is due, and the id of the message that will say it; none where it is given up."""


async def claim(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> list[Due]:
    """Takes what is due, to be said or given up in this transaction; leaves what others took.

    In one order, so that two schedulers never wait for each other. The messages are stored after
    it, in the same transaction.
    """
    if not claims:
        return []
    by_key = {(due.resident_id, due.kind, due.occasion): (due, said) for due, said in claims}
    rows = [
        {
            "resident_id": due.resident_id,
            "conversation_id": due.conversation_id,
            "kind": due.kind,
            "occasion": due.occasion,
            "due_at": due.due_at,
            "dropped_because": (due.hold or "late") if due.is_over else None,
            "outbound_id": said,
            "created_at": now,
        }
        for _, (due, said) in sorted(by_key.items())
    ]
    inserted = await insert_rows(session, Reminder, rows, KEY)
    return [by_key[row.resident_id, row.kind, row.occasion][0] for row in inserted]


async def no_longer_due(
    session: AsyncSession,
    rules: Reminders,
    outbound_ids: Collection[int],
    now: datetime,
    zone: ZoneInfo,
) -> set[int]:
    """Which of these messages remind of something that does not hold any more.

    What one of them would have said is forgotten: what still holds of it is found due again.
    """
    said: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in await session.scalars(SAID, {"messages": list(outbound_ids)}):
        said[reminder.kind].append(reminder)
    gone = set()
    for kind, reminders in said.items():
        holding = await _holding(session, rules.kinds.get(kind), reminders, now, zone)
        gone |= {
            each.outbound_id
            for each in reminders
            if each.outbound_id is not None and (each.resident_id, each.occasion) not in holding
        }
    if gone:
        await session.execute(delete(Reminder).where(Reminder.outbound_id.in_(gone)))
    return gone


async def let_go(session: AsyncSession, outbound_ids: Collection[int]) -> None:
    """Forgets reminders that were joined in messages which are held for good.

    What was less urgent is found due again, and said by itself.
    """
    joined = (
        select(Reminder.outbound_id)
        .where(Reminder.outbound_id.in_(outbound_ids))
        .group_by(Reminder.outbound_id)
        .having(func.count() > 1)
    )
    await session.execute(delete(Reminder).where(Reminder.outbound_id.in_(joined)))


async def _holding(
    session: AsyncSession,
    rule: ReminderKind | None,
    reminders: Sequence[Reminder],
    now: datetime,
    zone: ZoneInfo,
) -> set[tuple[uuid.UUID, str]]:
    """Of reminders of one kind, the residents and occasions that it is still the time for."""
    if rule is None:  # taken out of the content pack
        return set()
    values = {
        "after": rule.until.reversed().of(now, zone),
        "until": rule.when.reversed().of(now, zone),
        "residents": [each.resident_id for each in reminders],
    }
    if rule.follows == "application_status":
        values |= {"zone": zone.key, "states": rule.states}
    found = await session.execute(_of_residents(rule.follows), values)
    return {(row.resident_id, row.occasion) for row in found}


@cache
def _of_residents(occasion: Occasion) -> Select[tuple[uuid.UUID, str]]:
    """What is due for some residents, put together once."""
    found = between(occasion).subquery("found")
    theirs = found.c.resident_id == any_(bindparam("residents", type_=ARRAY(Uuid())))
    return select(found.c.resident_id, found.c.occasion).where(theirs)


async def last_said(
    session: AsyncSession, conversation_id: uuid.UUID, since: datetime
) -> Reminder | None:
    """The reminder that came last in a conversation, of those written since a moment."""
    return await session.scalar(
        select(Reminder)
        .join(OutboundMessage, OutboundMessage.id == Reminder.outbound_id)
        .where(
            Reminder.conversation_id == conversation_id,
            Reminder.created_at > since,
            OutboundMessage.status != "held",
        )
        .order_by(said_in(OutboundMessage).desc(), Reminder.due_at)
        .limit(1)
    )


ANSWERED_WITHIN: Final = timedelta(days=14)
"""For so long, an answer may be about the last reminder."""
LISTED: Final = timedelta(days=7)
"""For so long, what was given up is listed."""


@dataclass(frozen=True)
class GivenUp:
    """Reminders of one kind that never went out, for one reason."""

    kind: str
    reason: str
    count: int
    last: datetime
    """When the last of them was due."""


async def given_up(session: AsyncSession, now: datetime) -> list[GivenUp]:
    """What was given up lately, before it was written or at the gate."""
    at_the_gate = and_(OutboundMessage.status == "held", OutboundMessage.due_at.is_(None))
    reason = func.coalesce(Reminder.dropped_because, OutboundMessage.reason)
    rows = await session.execute(
        select(Reminder.kind, reason, func.count(), func.max(Reminder.due_at))
        .outerjoin(OutboundMessage, OutboundMessage.id == Reminder.outbound_id)
        .where(
            Reminder.created_at > now - LISTED,
            or_(Reminder.dropped_because.is_not(None), at_the_gate),
        )
        .group_by(Reminder.kind, reason)
        .order_by(Reminder.kind, reason)
    )
    return [GivenUp(*row) for row in rows]
