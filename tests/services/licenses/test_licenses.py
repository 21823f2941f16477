"""Licenses from the request to the end, on real PostgreSQL."""

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.licenses.telling import told
from bot.services import licenses
from bot.services.content import Content, LicenseProgram
from bot.services.licenses import Asker, Change, Requested, Standing
from bot.store.database import Database
from bot.store.models import RESERVE, AuditEntry, License
from tests.services.licenses.conftest import (
    NOW,
    VAULT,
    ZONE,
    new_asker,
    new_organization,
    new_program,
)


async def ask(store: Database, program: LicenseProgram, asker: Asker) -> Requested:
    async with store.transaction() as session:
        return await licenses.request(session, VAULT, program, asker, NOW, ZONE)


async def stands(
    store: Database, program: LicenseProgram, asker: Asker, now: datetime = NOW
) -> Standing:
    async with store.transaction() as session:
        found = await licenses.of_resident(session, program, asker.conversation_id, now, ZONE)
    assert found is not None
    return found


async def seats(
    store: Database, program: LicenseProgram, count: int, organization: str = RESERVE
) -> None:
    async with store.transaction() as session:
        await licenses.set_seats(session, program.id, organization, count)


async def lapse(store: Database, program: LicenseProgram, now: datetime) -> list[Change]:
    async with store.transaction() as session:
        return await licenses.lapse(session, program, now, ZONE)


async def give_up(store: Database, program: LicenseProgram, asker: Asker) -> list[Change]:
    async with store.transaction() as session:
        _, others = await licenses.give_up(session, program, asker.conversation_id, NOW, ZONE)
    return others


async def test_500_at_once_for_100_seats_are_100_grants_in_order_of_arrival(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 100)
    askers = [await new_asker(store) for _ in range(500)]
    connections = asyncio.Semaphore(20)  # or a slow machine gives up on the last ones

    async def ask_in_turn(asker: Asker) -> Requested:
        async with connections:
            return await ask(store, program, asker)

    made = await asyncio.gather(*map(ask_in_turn, askers))
    assert {each.outcome for each in made} == {"made"}
    async with store.transaction() as session:
        rows = await session.scalars(
            select(License).where(License.provider == program.id).order_by(License.id)
        )
        states = [row.state for row in rows]
    assert states == ["granted"] * 100 + ["waitlisted"] * 400
    places = sorted([(await stands(store, program, asker)).place or 0 for asker in askers])
    assert places == [0] * 100 + list(range(1, 401))


async def test_a_license_runs_for_months_of_the_calendar(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    asker = await new_asker(store)
    await ask(store, program, asker)
    told = await stands(store, program, asker)
    assert (told.state, told.ends_on) == ("granted", date(2027, 2, 28))  # asked on October 30
    assert not told.can_renew


async def test_a_freed_seat_goes_to_the_first_in_line(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    holder, first, second = [await new_asker(store) for _ in range(3)]
    for asker in (holder, first, second):
        await ask(store, program, asker)
    assert [(await stands(store, program, asker)).place for asker in (first, second)] == [1, 2]
    others = await give_up(store, program, holder)
    assert [each.conversation_id for each in others] == [first.conversation_id]
    assert (await stands(store, program, first)).state == "granted"
    assert (await stands(store, program, second)).place == 1
    assert (await stands(store, program, holder)).state == "given_up"


async def test_an_organizations_seats_are_for_its_own_people_and_the_reserve_for_all(
    store: Database, program: LicenseProgram
) -> None:
    north, south = await new_organization(store), await new_organization(store)
    await seats(store, program, 1, north)
    await seats(store, program, 1)
    southern, other_southern = [await new_asker(store, south) for _ in range(2)]
    northern = await new_asker(store, north)
    await ask(store, program, southern)  # takes the reserve
    await ask(store, program, other_southern)  # finds none
    await ask(store, program, northern)
    assert (await stands(store, program, northern)).state == "granted"
    assert (await stands(store, program, other_southern)).place == 1


async def test_one_license_a_person_and_an_e_mail(store: Database, program: LicenseProgram) -> None:
    await seats(store, program, 5)
    asker = await new_asker(store)
    made = await ask(store, program, asker)
    assert await ask(store, program, asker) == made  # the same message again
    again = replace(asker, inbound_id=uuid.uuid4(), email=f"{uuid.uuid4().hex}@example.org")
    assert (await ask(store, program, again)).outcome == "has_one"
    other = await new_asker(store, email=asker.email)
    assert (await ask(store, program, other)).outcome == "email_taken"
    await give_up(store, program, asker)
    assert (await ask(store, program, other)).outcome == "made"


async def test_nothing_is_taken_while_the_program_is_closed(
    store: Database, chicago: Content, springfield: Content
) -> None:
    assert chicago.license is not None
    assert chicago.license.requests == "closed"
    closed = new_program(springfield, "closed")
    assert (await ask(store, closed, await new_asker(store))).outcome == "closed"


async def test_staff_approve_grant_and_decline(store: Database, springfield: Content) -> None:
    program = new_program(springfield, "by_staff")
    await seats(store, program, 1)
    first, second = [await new_asker(store) for _ in range(2)]
    numbers = [(await ask(store, program, asker)).license_id or 0 for asker in (first, second)]
    assert (await stands(store, program, first)).state == "requested"
    async with store.transaction() as session:
        desk = licenses.Desk(session, program, "ana", NOW, ZONE)
        await desk.approve(numbers[0])
        told = await desk.approve(numbers[1])
        assert [each.state for each in told] == ["waitlisted"]
        with pytest.raises(licenses.NotPossible, match="is waitlisted; only"):
            await desk.grant(numbers[1])
        told = await desk.decline(numbers[0])
        assert [each.state for each in told] == ["declined", "approved"]
        told = await desk.grant(numbers[1])
        assert [each.state for each in told] == ["granted"]
        actions = await session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.details["provider"].as_string() == program.id)
            .order_by(AuditEntry.id)
        )
        assert actions.all() == [
            "license.approved",
            "license.approved",
            "license.declined",
            "license.granted",
        ]


async def test_whether_it_is_for_them_is_looked_into_by_staff_where_it_is_not_sure(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    asker = await new_asker(store, is_participant=False)
    made = await ask(store, program, asker)
    assert (await stands(store, program, asker)).state == "requested"
    async with store.transaction() as session:
        desk = licenses.Desk(session, program, "ana", NOW, ZONE)
        assert made.license_id
        await desk.approve(made.license_id)
    assert (await stands(store, program, asker)).state == "granted"


async def renew(
    store: Database,
    program: LicenseProgram,
    asker: Asker,
    now: datetime,
    message: uuid.UUID | None = None,
) -> licenses.Renewal:
    async with store.transaction() as session:
        return await licenses.renew(
            session, program, asker.conversation_id, message or uuid.uuid4(), now, ZONE
        )


async def test_it_is_renewed_in_its_window_and_once_a_message(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    asker = await new_asker(store)
    assert (await renew(store, program, asker, NOW)).outcome == "none"
    await ask(store, program, asker)
    ends_on = (await stands(store, program, asker)).ends_on
    early = await renew(store, program, asker, NOW)
    assert early.outcome == "too_early"
    assert early.standing is not None
    opens_on = early.standing.renewal_opens_on
    assert ends_on is not None
    assert opens_on == ends_on - timedelta(days=program.renewal_days)
    in_time = datetime(opens_on.year, opens_on.month, opens_on.day, 20, tzinfo=UTC)
    message = uuid.uuid4()
    for _ in range(2):
        renewed = await renew(store, program, asker, in_time, message)
        assert renewed.outcome == "renewed"
        assert renewed.standing is not None
        assert renewed.standing.ends_on == date(2027, 6, 28)
    assert (await renew(store, program, asker, in_time)).outcome == "too_early"


async def test_no_renewal_is_offered_while_the_program_is_closed(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    asker = await new_asker(store)
    await ask(store, program, asker)
    closed = program.model_copy(update={"requests": "closed"})
    standing = await stands(store, closed, asker)
    assert (standing.renewal_opens_on, standing.can_renew) == (None, False)
    assert told(closed, standing).key == "license.granted.not_renewable"
    assert (await renew(store, closed, asker, NOW)).outcome == "closed"


async def test_staff_decide_on_a_renewal_where_they_approve_requests(
    store: Database, springfield: Content
) -> None:
    program = new_program(springfield, "by_staff")
    await seats(store, program, 1)
    asker = await new_asker(store)
    number = (await ask(store, program, asker)).license_id or 0
    async with store.transaction() as session:
        desk = licenses.Desk(session, program, "ana", NOW, ZONE)
        await desk.approve(number)
        await desk.grant(number)
    in_time = datetime(2027, 2, 27, tzinfo=UTC)
    assert (await renew(store, program, asker, in_time)).outcome == "asked"
    assert (await stands(store, program, asker, in_time)).is_renewal_asked
    async with store.transaction() as session:
        told = await licenses.Desk(session, program, "ana", in_time, ZONE).renew(number)
    assert [each.state for each in told] == ["renewed"]
    assert (await stands(store, program, asker, in_time)).ends_on == date(2027, 6, 28)


async def test_it_ends_and_its_seat_goes_on(store: Database, program: LicenseProgram) -> None:
    await seats(store, program, 1)
    holder, waiting = [await new_asker(store) for _ in range(2)]
    for asker in (holder, waiting):
        await ask(store, program, asker)
    assert await lapse(store, program, NOW) == []
    after = datetime(2027, 3, 1, tzinfo=UTC)
    assert (await stands(store, program, holder, after)).state == "expired"  # told at once
    changes = await lapse(store, program, after)
    assert [(each.conversation_id, each.state) for each in changes] == [
        (holder.conversation_id, "expired"),
        (waiting.conversation_id, "granted"),
    ]
    assert await lapse(store, program, after) == []


async def test_new_seats_serve_the_line(store: Database, program: LicenseProgram) -> None:
    askers = [await new_asker(store) for _ in range(3)]
    for asker in askers:
        await ask(store, program, asker)
    await seats(store, program, 2)
    changes = await lapse(store, program, NOW)
    assert [each.conversation_id for each in changes] == [
        asker.conversation_id for asker in askers[:2]
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ana.Perez@Example.org", "ana.perez@example.org"),
        (" ana@example.org. ", "ana@example.org"),
        ("ana@example", None),
        ("ana at example.org", None),
        ("ana@@example.org", None),
        ("", None),
    ],
)
def test_an_e_mail_is_checked_by_its_form(typed: str, read: str | None) -> None:
    assert licenses.check_email(typed) == read


async def test_the_latest_day_a_license_was_used_counts(
    store: Database, program: LicenseProgram
) -> None:
    await seats(store, program, 1)
    number = (await ask(store, program, await new_asker(store))).license_id or 0
    later = NOW + timedelta(days=20)
    for day in (later.date(), NOW.date()):
        async with store.transaction() as session:
            await licenses.Desk(session, program, "ana", later, ZONE).used(number, day)
    async with store.transaction() as session:
        [mine] = await licenses.overview(session, program.id)
        assert mine.last_used_at is not None
        assert mine.last_used_at.date() == later.date()
        desk = licenses.Desk(session, program, "ana", later, ZONE)
        with pytest.raises(licenses.NotPossible, match="from its grant to today"):
            await desk.used(number, later.date() + timedelta(days=1))
        with pytest.raises(licenses.NotPossible, match="from its grant to today"):
            await desk.used(number, NOW.date() - timedelta(days=1))
