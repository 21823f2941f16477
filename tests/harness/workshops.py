"""Invented workshop sessions in a service's database, on days counted from today."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

ZONE = ZoneInfo("America/Chicago")
ORGANIZATION = "test-workshops"
ADD_ORGANIZATION = """
    INSERT INTO organizations (id, name, kind, zip_code, phone, languages)
    VALUES (%s, 'Sample Test House', 'cbo', '60633', '+13125550141', '{en,es}')
    ON CONFLICT DO NOTHING"""
ADD_SESSION = """
    INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at, ends_at,
        address, zip_code, capacity, language, childcare, notes)
    VALUES (%(id)s, %(workshop)s, %(titles)s, %(organization_id)s, %(starts_at)s, %(ends_at)s,
        %(address)s, %(zip_code)s, %(capacity)s, %(language)s, %(childcare)s, %(notes)s)"""


async def add_session(database_url: str, **given: Any) -> str:
    """Adds a session so many `days` from today, between two `hours`; its id."""
    day = datetime.now(ZONE).date() + timedelta(days=given.pop("days"))
    begins, ends = (time.fromisoformat(hour) for hour in given.pop("hours", ("10:00", "12:00")))
    values = {
        "id": f"test-{uuid.uuid4()}",
        "workshop": "computer_basics",
        "titles": {"en": "Computer basics", "es": "Computación básica"},
        "organization_id": ORGANIZATION,
        "starts_at": datetime.combine(day, begins, ZONE),
        "ends_at": datetime.combine(day, ends, ZONE),
        "address": "13300 S Sample Ave",
        "zip_code": "60633",
        "capacity": 10,
        "language": "en",
        "childcare": True,
        "notes": {},
        **given,
    }
    values |= {"titles": Jsonb(values["titles"]), "notes": Jsonb(values["notes"])}
    connecting = psycopg.AsyncConnection.connect(database_url, autocommit=True)
    async with await connecting as connection:
        await connection.execute(ADD_ORGANIZATION, (ORGANIZATION,))
        await connection.execute(ADD_SESSION, values)
    return str(values["id"])
