"""What is due is found by indexes, whatever is stored; see benchmarks/due.py for how fast."""

import re
from datetime import timedelta
from typing import Any

import pytest
from psycopg import AsyncClientCursor
from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.reminders import Moment, Search, plan
from bot.services.reminders.due import PLANNED_ANEW
from bot.store.database import psycopg_connection
from tests.harness.reminders import CONTENT, ZONE, Office
from tests.reminders.people import MONDAY

BEGINS_AT = {
    "session_start": "ix_workshop_sessions_starts_at",
    "session_missed": "ix_registrations_updated_at_missed",
    "seat_offer_end": "ix_registrations_offered_until",
    "license_granted": "ix_licenses_granted_at",
    "license_last_use": "ix_licenses_last_used_at",
    "license_end": "ix_licenses_ran_until",
    "application_status": "ix_applications_updated_on",
    "screener_left": "ix_outbound_messages_screener",
    "survey_open": "ix_residents_created_at",
}


LICENSES = (
    """INSERT INTO residents (id, created_at)
    SELECT CAST(md5('plan' || n) AS uuid), now() FROM generate_series(1, 2000) n""",
    """INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,
        created_at)
    SELECT id, id, 'sms', decode(replace(CAST(id AS text), '-', ''), 'hex'), '', now()
    FROM residents JOIN generate_series(1, 2000) n ON id = CAST(md5('plan' || n) AS uuid)""",
    """INSERT INTO licenses (provider, resident_id, conversation_id, organization, pool,
        email_hash, email_encrypted, state, requested_at, granted_at, ends_at, last_used_at,
        updated_at)
    SELECT 'coursera', id, id, '', '', decode(md5('plan' || n), 'hex'), '', 'granted', now(),
        now() - n * interval '1 hour', now() + n * interval '1 hour', now() - n * interval '1 day',
        now()
    FROM residents JOIN generate_series(1, 2000) n ON id = CAST(md5('plan' || n) AS uuid)""",
)
"""Enough of them that which index is used makes a difference: three hold the same rows."""


@pytest.mark.parametrize("kind", CONTENT.reminders.kinds)
async def test_each_kind_begins_at_an_index_and_looks_up_the_rest(
    office: Office, kind: str
) -> None:
    search = Search(office.rules, ZONE, ["sms"])
    values = search.values(kind, Moment(MONDAY + timedelta(hours=3), True), 1_000)
    async with AsyncSession(office.store.engine) as session:
        for statement in (
            *LICENSES,
            "ANALYZE licenses, residents, conversations",
            "SET LOCAL enable_seqscan = off",
        ):
            await session.execute(text(statement))
        await plan(session, anew=office.rules.kinds[kind].follows in PLANNED_ANEW)
        found = await explained(session, search.query(kind), values)
        await session.rollback()
    scans = [part["Node Type"] for part in found]
    indexes = {part["Index Name"] for part in found if "Index Name" in part}
    assert "Seq Scan" not in scans
    assert BEGINS_AT[office.rules.kinds[kind].follows] in indexes
    assert "uq_reminders_resident_id_kind_occasion" in indexes
    assert "ix_outbound_messages_unasked" in indexes


async def explained(
    session: AsyncSession, query: Select[Any], values: dict[str, Any]
) -> list[dict[str, Any]]:
    """The parts of the plan of a query that is prepared, as the service's are after a few looks."""
    connection = await session.connection()
    state = query.compile(dialect=connection.dialect).construct_expanded_state(values)
    given = dict(state.parameters)
    places = {name: f"${place}" for place, name in enumerate(given, 1)}
    prepared = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], str(state.statement))
    await connection.exec_driver_sql(f"PREPARE found AS {prepared.replace('%%', '%')}")
    values_of = ", ".join(f"%({name})s" for name in given)
    async with AsyncClientCursor(await psycopg_connection(session)) as cursor:
        await cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE found ({values_of})", given)
        [[shown]] = await cursor.fetchone() or ([{}],)
    await connection.exec_driver_sql("DEALLOCATE found")
    return list(parts(shown["Plan"]))


def parts(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A part of a plan and all below it."""
    return [plan, *(found for below in plan.get("Plans", []) for found in parts(below))]
