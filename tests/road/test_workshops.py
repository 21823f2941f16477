"""Seats that are held, lapse, or change under somebody, from a phone's view."""

import asyncio
import csv
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import SharedService
from tests.harness.answers import local_client
from tests.harness.command import enlace
from tests.harness.phone import Phone
from tests.harness.workshops import add_session

SECONDS = 30.0
"""How long the workers may take for what falls due, on a busy machine."""
HOLD = """
    INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
        offered_until, created_at, updated_at)
    SELECT %s, resident_id, conversation_id, '', %s, now() + %s * interval '1 hour', now(), now()
    FROM (
        SELECT c.resident_id, c.id AS conversation_id FROM conversations c
        JOIN inbound_messages m ON m.conversation_id = c.id WHERE m.provider_id = %s
    ) AS who RETURNING id"""
STATE = "SELECT state FROM registrations WHERE id = %s"
WRITTEN = """
    SELECT m.text FROM outbound_messages m JOIN registrations r USING (conversation_id)
    WHERE r.id = %s AND m.purpose = 'reminder' AND m.text LIKE %s"""


async def put_in(
    database: psycopg.AsyncConnection[Any], phone: Phone, session_id: str, state: str, hours: int
) -> int:
    """Gives a phone that says hello a registration; its number."""
    before = len(await phone.received())
    provider_id = await phone.text("hi there, good morning to you")
    await arrives(phone, before + 2)  # the terms come first
    cursor = await database.execute(HOLD, (session_id, state, hours, provider_id))
    row = await cursor.fetchone()
    assert row
    return int(row[0])


async def arrives(phone: Phone, count: int) -> str:
    """The last of so many messages, once it is there."""
    async with asyncio.timeout(SECONDS):
        while len(received := await phone.received()) < count:
            await asyncio.sleep(0.1)
    return received[-1]


async def written(database: psycopg.AsyncConnection[Any], number: int, part: str) -> str:
    """What was written of a registration, once it is: on the phone, or held until the morning."""
    async with asyncio.timeout(SECONDS):
        while True:
            cursor = await database.execute(WRITTEN, (number, f"%{part}%"))
            if row := await cursor.fetchone():
                return str(row[0])
            await asyncio.sleep(0.1)


async def state_of(database: psycopg.AsyncConnection[Any], number: int) -> str:
    cursor = await database.execute(STATE, (number,))
    return str((await cursor.fetchone() or ["gone"])[0])


async def test_yes_takes_the_seat_that_is_held(
    service: SharedService, phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    session_id = await add_session(service.database_url, days=9)
    number = await put_in(database, phone, session_id, "offered", 3)
    said = await phone.ask("yes i want it please")
    assert said[0].startswith("Done! Computer basics")
    assert await state_of(database, number) == "registered"


async def test_no_lets_the_seat_go(
    service: SharedService, phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    session_id = await add_session(service.database_url, days=9)
    number = await put_in(database, phone, session_id, "offered", 3)
    said = await phone.ask("no thanks")
    assert "goes to the next person" in said[0]
    assert await state_of(database, number) == "canceled"


async def test_a_seat_nobody_takes_lapses_and_they_are_told(
    service: SharedService, phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    session_id = await add_session(service.database_url, days=9)
    number = await put_in(database, phone, session_id, "offered", -1)
    assert await written(database, number, "went to the next person")
    assert await state_of(database, number) == "canceled"


async def test_an_import_that_moves_a_session_is_told(
    service: SharedService,
    phone: Phone,
    database: psycopg.AsyncConnection[Any],
    tmp_path: Path,
) -> None:
    session_id = await add_session(service.database_url, days=9)
    number = await put_in(database, phone, session_id, "registered", 0)
    cursor = await database.execute(
        "SELECT workshop, organization_id, starts_at, ends_at, zip_code, capacity, language "
        "FROM workshop_sessions WHERE id = %s",
        (session_id,),
    )
    row = await cursor.fetchone()
    assert row
    workshop, organization, starts_at, ends_at, zip_code, capacity, language = row
    file = tmp_path / "sessions.csv"
    with file.open("w", newline="") as opened:
        columns = {
            "id": session_id,
            "workshop": workshop,
            "title_en": "Computer basics",
            "title_es": "Computación básica",
            "organization": organization,
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
            "address": "1 New Sample Pl",
            "zip_code": zip_code,
            "capacity": capacity,
            "language": language,
            "childcare": "yes",
            "notes_en": "",
            "notes_es": "",
        }
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        writer.writerow(columns)
    url = {"ENLACE_DATABASE_URL": service.database_url}
    imported = enlace("import", "sessions", str(file), "--data-dir", str(tmp_path), **url)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout == "sessions: 0 new, 1 changed, 0 unchanged.\n"
    assert await written(database, number, "at 1 New Sample Pl")


async def test_a_calendar_file_is_where_only_its_address_says(
    service: SharedService, phone: Phone
) -> None:
    await add_session(service.database_url, days=8, zip_code="60827")
    await phone.ask("any computer basics class near 60827?")
    await phone.ask("1")
    booked = await phone.ask("for me")
    link = next(word for text in booked for word in text.split() if word.endswith(".ics"))
    async with local_client(service.base_url) as client:
        file = await client.get(link)
        assert file.headers["content-type"].startswith("text/calendar")
        assert "SUMMARY:Computer basics" in file.text
        assert "BEGIN:VEVENT" in file.text
        signature = link.split("/")[-2]
        assert (await client.get(link.replace(signature, "A" * 16))).status_code == 404
