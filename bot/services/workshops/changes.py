"""What an import changes: sessions that are new, moved, smaller or canceled."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.workshops.offers import offer_free
from bot.services.workshops.outcomes import Booking, Notice
from bot.services.workshops.seats import OPEN, free_seats, lock, put_in_state, registrations_in
from bot.store.models import Registration, WorkshopSession

Change = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class SessionRecord:
    """A session as the administrator's file has it."""

    id: str
    workshop: str
    titles: dict[str, str]
    organization_id: str
    starts_at: datetime
    ends_at: datetime
    address: str
    zip_code: str
    capacity: int
    """0: the session does not take place."""
    language: str
    childcare: bool
    notes: dict[str, str]


async def put_session(
    session: AsyncSession, record: SessionRecord, now: datetime, zone: ZoneInfo
) -> tuple[Change, list[Notice]]:
    """Stores a session; tells whom a change concerns.

    Where seats are fewer than people, those who came last wait again, first in line: never over
    capacity (design §6).
    """
    found = (await lock(session, [record.id])).get(record.id)
    if found is None:
        canceled_at = None if record.capacity else now
        session.add(WorkshopSession(**asdict(record), canceled_at=canceled_at))
        await session.flush()
        return "new", []
    values = asdict(record)
    if all(getattr(found, name) == value for name, value in values.items()):
        return "unchanged", []
    is_past = found.starts_at <= now and record.starts_at <= now
    is_moved = (found.starts_at, found.ends_at, found.address) != (
        record.starts_at,
        record.ends_at,
        record.address,
    )
    for name, value in values.items():
        setattr(found, name, value)
    if record.capacity:
        found.canceled_at = None
    await session.flush()
    if is_past:
        return "changed", []
    if not record.capacity:
        return "changed", await _cancel(session, found, now)
    return "changed", await _adapt(session, found, is_moved, now, zone)


async def _cancel(session: AsyncSession, workshop: WorkshopSession, now: datetime) -> list[Notice]:
    workshop.canceled_at = now
    registrations = await registrations_in(session, workshop.id, OPEN)
    for registration in registrations:
        put_in_state(registration, "canceled", now)
    await session.flush()
    return [Notice("canceled", Booking(each, workshop)) for each in registrations]


async def _adapt(
    session: AsyncSession, workshop: WorkshopSession, is_moved: bool, now: datetime, zone: ZoneInfo
) -> list[Notice]:
    registrations = await registrations_in(session, workshop.id, OPEN)
    over = -await free_seats(session, workshop)
    lost = _last_come(registrations)[: max(over, 0)]
    for registration in lost:
        put_in_state(registration, "waitlisted", now)
    for registration in registrations:
        if registration.offered_until:
            registration.offered_until = min(registration.offered_until, workshop.starts_at)
    await session.flush()
    notices = [Notice("lost_seat", Booking(each, workshop)) for each in lost]
    if is_moved:
        others = [each for each in registrations if each not in lost]
        notices += [Notice("moved", Booking(each, workshop)) for each in others]
    return [*notices, *await offer_free(session, workshop, now, zone)]


def _last_come(registrations: list[Registration]) -> list[Registration]:
    """Who has a seat or is offered one: offers first, then those who came last."""
    taking = [each for each in registrations if each.state != "waitlisted"]
    return sorted(taking, key=lambda each: (each.state != "offered", -each.id))
