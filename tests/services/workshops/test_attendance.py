"""Who came to a session."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.services.workshops import InLine, Registered, book
from bot.services.workshops.attendance import Attendance, AttendanceError, guests, note, rolls
from bot.store.database import Database
from bot.store.models import AuditEntry
from tests.services.workshops.people import NOW, organization, put, record, request, resident

AFTER = NOW + timedelta(days=3, hours=2)
"""When a session three days from `NOW` ends."""


async def booked(store: Database, session_id: str, attendee: str = "") -> int:
    person = await resident(store)
    async with store.transaction() as session:
        outcome = await book(session, request(session_id, person, attendee), NOW)
    assert isinstance(outcome, Registered | InLine)
    return outcome.booking.registration.id


async def noted(
    store: Database, numbers: list[int], attendance: Attendance, now: datetime = AFTER
) -> None:
    async with store.transaction() as session:
        await note(session, numbers, attendance, now)


async def states(store: Database, session_id: str) -> dict[int, str]:
    async with store.transaction() as session:
        found = await guests(session, session_id)
    return {each.registration.id: each.registration.state for each in found}


async def test_staff_note_who_came_and_mend_a_slip(store: Database) -> None:
    of_theirs = await organization(store)
    session_id = await put(store, record(of_theirs, 3))
    ana, luis = await booked(store, session_id), await booked(store, session_id, "Luis")
    await noted(store, [ana, luis], "attended")
    await noted(store, [luis], "missed")
    await noted(store, [luis], "missed")
    assert await states(store, session_id) == {ana: "attended", luis: "missed"}
    async with store.transaction() as session:
        [roll] = await rolls(session, AFTER, of_theirs)
        acts = select(AuditEntry.action).where(
            AuditEntry.details["registration"].as_integer() == luis
        )
        assert (await session.scalars(acts.order_by(AuditEntry.id))).all() == [
            "registration.attended",
            "registration.missed",
        ]
    assert roll.counts == {"attended": 1, "missed": 1}


async def test_before_a_session_begins_nobody_came(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    ana = await booked(store, session_id)
    with pytest.raises(AttendanceError, match="has not begun"):
        await noted(store, [ana], "attended", NOW)
    assert await states(store, session_id) == {ana: "registered"}


async def test_who_had_no_seat_is_not_noted_and_nobody_else_with_them(store: Database) -> None:
    session_id = await put(store, record(await organization(store), 1))
    ana, waiting = await booked(store, session_id), await booked(store, session_id)
    with pytest.raises(AttendanceError, match="it had no seat"):
        await noted(store, [ana, waiting], "missed")
    assert await states(store, session_id) == {ana: "registered"}


async def test_what_is_not_there_is_said(store: Database) -> None:
    with pytest.raises(AttendanceError, match="no registration 987654321"):
        await noted(store, [987654321], "missed")
    with pytest.raises(AttendanceError, match="no session nowhere"):
        await states(store, "nowhere")
