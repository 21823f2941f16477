"""What people and staff do, in the service's own words, by the office's clock."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.services import workshops
from bot.services.workshops import SessionRecord
from bot.store.models import SELF, Conversation, License, Reminder
from tests.harness.reminders import ZONE, Office
from tests.services.workshops.people import organization, record, request

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZONE)
THURSDAY = MONDAY + timedelta(days=3)


async def session_at(office: Office, starts_at: datetime, **changes: object) -> SessionRecord:
    of = await organization(office.store)
    ends_at = starts_at + timedelta(hours=2)
    one = replace(record(of, 5), starts_at=starts_at, ends_at=ends_at, **changes)  # type: ignore[arg-type]
    return await put(office, one)


async def put(office: Office, one: SessionRecord) -> SessionRecord:
    async with office.store.transaction() as session:
        await workshops.put_session(session, one, office.clock.now(), ZONE)
    return one


async def book(office: Office, person: Conversation, of: SessionRecord, name: str = SELF) -> int:
    wish = request(of.id, (person.resident_id, person.id), name)
    async with office.store.transaction() as session:
        outcome = await workshops.book(session, wish, office.clock.now())
        assert isinstance(outcome, workshops.Registered)
        return outcome.booking.registration.id


async def give_up(office: Office, person: Conversation, number: int) -> None:
    async with office.store.transaction() as session:
        await workshops.give_up(session, number, person.resident_id, office.clock.now(), ZONE)


async def license_of(office: Office, person: Conversation, **values: object) -> License:
    given = {"granted_at": MONDAY - timedelta(days=90), "last_used_at": None, **values}
    one = License(
        provider="coursera",
        resident_id=person.resident_id,
        conversation_id=person.id,
        organization="",
        pool="",
        email_hash=uuid.uuid4().bytes,
        email_encrypted=b"",
        state="granted",
        requested_at=MONDAY,
        updated_at=MONDAY,
        **given,
    )
    async with office.store.transaction() as session:
        session.add(one)
    return one


async def at(office: Office, when: datetime) -> None:
    """What a worker does at that time."""
    office.clock.time = when
    await office.work()


async def given_up(office: Office, person: Conversation) -> list[tuple[str, str]]:
    """The reminders that somebody never got, and why."""
    async with office.store.transaction() as session:
        found = await session.execute(
            select(Reminder.kind, Reminder.dropped_because)
            .where(Reminder.conversation_id == person.id, Reminder.dropped_because.is_not(None))
            .order_by(Reminder.kind)
        )
        return [(kind, reason or "") for kind, reason in found]
