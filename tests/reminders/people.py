"""What people and staff do, in the service's own words, by the office's clock."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.services import workshops
from bot.services.workshops import SessionRecord
from bot.store.models import SELF, Conversation
from tests.harness.reminders import ZONE, Office
from tests.services.workshops.people import organization, record, request


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
