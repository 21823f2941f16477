"""How long it takes to find what is due, with a million residents and five million past messages.

    .venv/bin/python -m benchmarks.due [--residents 1000000 --messages 5000000]

Fills an embedded PostgreSQL of its own with invented people, sessions, licenses, applications and
what was said to them, and asks for what is due as the service does every two seconds: for what the
last quarter of an hour made due, and for a part of all that may still be said (see
`bot.conversation.looks`). `--folder` takes a database that an earlier run filled.
"""

import asyncio
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

import typer
from sqlalchemy import text

from bot.chores import SECONDS_BETWEEN
from bot.conversation.looks import Looks
from bot.conversation.reminding import BATCH
from bot.services import reminders
from bot.services.reminders import Moment, Search
from bot.store.embedded import EmbeddedPostgres
from bot.store.schema import upgrade
from bot.store.secrets import Vault
from tests.harness.reminders import ZONE, Office
from tests.harness.service import open_folder

NOW = datetime(2026, 3, 4, 12, tzinfo=ZONE)
DAYS = 180
"""The past that is kept; what was said and what happened is spread over it."""

FILL = (
    """INSERT INTO organizations (id, name, kind, zip_code, languages)
    VALUES ('sample', 'Sample House', 'cbo', '60623', '{en}')""",
    """INSERT INTO residents (id, language, created_at)
    SELECT CAST(md5('r' || n) AS uuid), 'en',
        CAST(:now AS timestamptz) - n * CAST(:span AS interval) / :residents
    FROM generate_series(1, :residents) n""",
    """INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,
        created_at)
    SELECT CAST(md5('c' || n) AS uuid), CAST(md5('r' || n) AS uuid), 'sms',
        decode(md5('a' || n), 'hex'), '', CAST(:now AS timestamptz)
    FROM generate_series(1, :residents) n""",
    """INSERT INTO outbound_messages (conversation_id, key, language, text, choices, status,
        purpose, created_at, sent_at)
    SELECT CAST(md5('c' || 1 + n % :residents) AS uuid),
        CASE WHEN n % 10 = 0 THEN 'content.criteria.D1.question' ELSE 'greet' END, 'en',
        'An invented message of a usual length, which says what such messages say.', '[]',
        'delivered', CASE WHEN n % 4 = 0 THEN 'reminder' ELSE 'reply' END, at, at
    FROM (SELECT n, CAST(:now AS timestamptz) - n * CAST(:span AS interval) / :messages AS at
        FROM generate_series(1, :messages) n) AS said""",
    """INSERT INTO inbound_messages (id, conversation_id, channel, provider_id, text, status,
        received_at)
    SELECT CAST(md5('i' || n) AS uuid), CAST(md5('c' || n) AS uuid), 'sms', 'p' || n, 'yes',
        'answered', CAST(:now AS timestamptz) - n * CAST(:span AS interval) / :residents
    FROM generate_series(1, :residents) n""",
    """INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at, ends_at,
        address, zip_code, capacity, language, childcare, notes)
    SELECT 's' || n, 'computer_basics', '{"en": "Computer basics"}', 'sample', at,
        at + interval '2 hours', '100 Sample St', '60623', 50, 'en', true, '{}'
    FROM (SELECT n, CAST(:now AS timestamptz) + (n - 7000) * interval '36 minutes' AS at
        FROM generate_series(1, 8000) n) AS held""",
    """INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
        created_at, updated_at)
    SELECT s.id, CAST(md5('r' || n) AS uuid), CAST(md5('c' || n) AS uuid), '',
        CASE WHEN s.starts_at > :now THEN 'registered' WHEN n % 4 = 0 THEN 'missed'
            ELSE 'attended' END,
        s.starts_at - interval '10 days', s.starts_at + interval '2 hours'
    FROM workshop_sessions s, LATERAL (
        SELECT 1 + (CAST(substr(s.id, 2) AS bigint) * 40 + i) % :residents AS n
        FROM generate_series(1, 40) i) AS who""",
    """INSERT INTO licenses (provider, resident_id, conversation_id, organization, pool,
        email_hash, email_encrypted, state, requested_at, granted_at, ends_at, last_used_at,
        updated_at)
    SELECT 'coursera', CAST(md5('r' || n) AS uuid), CAST(md5('c' || n) AS uuid), '', '',
        decode(md5('e' || n), 'hex'), '', 'granted', at, at, at + interval '120 days',
        at + interval '10 days', at
    FROM (SELECT n, CAST(:now AS timestamptz) - n * interval '120 days' / :licenses AS at
        FROM generate_series(1, :licenses) n) AS granted""",
    """INSERT INTO applications (reference, reference_key, phone_hash, phone_encrypted,
        name_encrypted, status, updated_on, notes)
    SELECT 'A' || n, 'A' || n, decode(md5('a' || n), 'hex'), '', '',
        (ARRAY['received', 'needs_documents', 'approved', 'installed'])[1 + n % 4],
        CAST(CAST(:now AS timestamptz) - n * CAST(:span AS interval) / :licenses AS date), '{}'
    FROM generate_series(1, :licenses) n""",
    "ANALYZE",
)
ROUNDS = 400


def main(
    residents: int = 1_000_000,
    messages: int = 5_000_000,
    licenses: int = 200_000,
    folder: Path | None = None,
) -> None:
    """Fills, then asks."""
    postgres = EmbeddedPostgres(folder or open_folder("due"))
    try:
        upgrade(postgres.url, Vault("a secret key of this benchmark alone, long enough"))
        if folder is None:
            asyncio.run(_fill(postgres.url, residents, messages, licenses))
        asyncio.run(_measure(postgres.url))
    finally:
        postgres.stop()


async def _fill(url: str, residents: int, messages: int, licenses: int) -> None:
    office = Office(url, NOW)
    sizes = {"residents": residents, "messages": messages, "licenses": licenses}
    values = {**sizes, "now": NOW, "span": timedelta(days=DAYS)}
    begun = time.monotonic()
    for statement in FILL:
        async with office.store.transaction() as session:
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            await session.execute(text(statement), used)
    print(f"{sizes}; filled in {time.monotonic() - begun:.0f} s", flush=True)
    await office.close()


async def _measure(url: str) -> None:
    office = Office(url, NOW)
    async with office.store.transaction() as session:
        await session.execute(text("TRUNCATE reminders"))
    looks = Looks(Search(office.rules, ZONE, ["sms"]), list(office.rules.kinds))
    found, took = await _look(office, looks, NOW)
    print(f"the first look, at everything: {found} found in {took:.0f} ms", flush=True)
    while await _say(office):
        pass
    async with office.store.transaction() as session:
        await session.execute(text("ANALYZE reminders"))
    found, took = await _look(office, looks, NOW)
    print(f"the same, all of it said: {found} found in {took:.0f} ms", flush=True)
    now, times, new = NOW, [], 0
    for _ in range(ROUNDS):
        now += timedelta(seconds=SECONDS_BETWEEN)
        found, took = await _look(office, looks, now)
        times.append(took)
        new += found
    settled = sorted(times[ROUNDS // 4 :])
    print(
        f"{ROUNDS} looks, one every {SECONDS_BETWEEN:.0f} s: {new} found; the last three quarters "
        f"{statistics.median(settled):.1f} ms (p50), {settled[len(settled) * 19 // 20]:.1f} ms "
        f"(p95), {settled[-1]:.1f} ms (most); the first ones up to {max(times):.0f} ms",
        flush=True,
    )
    await office.close()


async def _look(office: Office, looks: Looks, now: datetime) -> tuple[int, float]:
    """How many were found, and the milliseconds that took."""
    async with office.store.transaction() as session:
        begun = time.perf_counter()
        found, _ = await looks.find(session, now, True, BATCH)
        took = 1000 * (time.perf_counter() - begun)
    return len(found), took


async def _say(office: Office) -> int:
    """Notes all that is due as said; how many there were."""
    moment, search = Moment(NOW, True), Search(office.rules, ZONE, ["sms"])
    said = 0
    async with office.store.transaction() as session:
        for kind in office.rules.kinds:
            dues = await search.find(session, kind, moment, BATCH)
            await reminders.claim(session, [(due, None) for due in dues], NOW)
            said += len(dues)
    return said


if __name__ == "__main__":
    typer.run(main)
