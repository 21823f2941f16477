"""What is due is looked for a little at a time, and everything is seen in the end."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.conversation.looks import FRESH, PART_SECONDS, Looks, Sweep
from bot.services import consent
from bot.services.reminders import Search
from bot.store.models import OutboundMessage
from tests.harness.reminders import ZONE, Office
from tests.reminders.people import book, session_at

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=ZONE)
BETWEEN = timedelta(seconds=2)


async def test_what_could_not_be_said_when_it_fell_due_is_found_again_by_and_by(
    office: Office,
) -> None:
    person = await office.person(stopped=office.clock.now())
    await book(office, person, await session_at(office, THURSDAY))
    office.clock.time = THURSDAY - timedelta(days=1)
    for _ in range(4):  # never so long that everything would be looked at
        await office.write()
        office.clock.time += FRESH / 2
    async with office.store.transaction() as session:
        await consent.opt_in(session, person.id, "start", office.clock.now())
    for _ in range(4 * len(office.rules.kinds)):
        await office.write()
        office.clock.time += BETWEEN
    async with office.store.transaction() as session:
        query = select(func.count()).where(OutboundMessage.conversation_id == person.id)
        assert await session.scalar(query) == 1


async def test_what_was_found_in_vain_is_looked_for_again(office: Office) -> None:
    person = await office.person()
    await book(office, person, await session_at(office, THURSDAY))
    looks = Looks(Search(office.rules, ZONE, ["sms"]), list(office.rules.kinds))
    now = THURSDAY - timedelta(days=1) + 2 * FRESH
    for _ in range(2):
        async with office.store.transaction() as session:
            found, _ = await looks.find(session, now, True, 10)
            assert person.resident_id in {due.resident_id for due in found}
            await session.rollback()  # as one that crashes


def test_parts_are_as_large_as_their_time_allows_and_cover_everything() -> None:
    sweep, ends = Sweep(), [0.0]
    sweep = sweep.after(20 * PART_SECONDS)
    assert sweep.parts == 20
    while sweep.done or len(ends) == 1:
        begin, end = sweep.share
        assert begin == ends[-1]
        ends.append(end)
        sweep = sweep.after(PART_SECONDS / 2)
    assert ends[-1] == 1.0
    assert sweep.parts < 20
