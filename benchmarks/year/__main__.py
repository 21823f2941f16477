"""A year of reminders for 20,000 residents, by a clock that is moved: none missing, none twice.

    .venv/bin/python -m benchmarks.year [--residents 20000 --days 365 --seed 1]

People book, give up, stop and come back; staff move and cancel sessions, grant and renew licenses
and note who came; workers crash in the middle of what they do, run twice at once, and are down for
hours. What is found due, the lines, the queue, the gate and the delivery are the service's own, on
an embedded PostgreSQL; the phones only note what they get. At the end, what is on the phones is
held against what was done, by rules written anew here. Exits 1 with the first faults, if any.
"""

import asyncio
import random
import sys
import time

import psycopg
import typer
from psycopg import sql

from benchmarks.year.audit import Audit
from benchmarks.year.run import BEGIN, Year
from bot.store.embedded import EmbeddedPostgres
from bot.store.schema import upgrade
from bot.store.secrets import Vault
from tests.harness.reminders import Office
from tests.harness.service import open_folder


def main(residents: int = 20_000, days: int = 365, seed: int | None = None) -> None:
    """Play the year and hold it to account."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}", flush=True)
    postgres = EmbeddedPostgres(open_folder("year"))
    try:
        upgrade(postgres.url, Vault("a secret key of this benchmark alone, long enough"))
        _hurry(postgres.url)
        faults = asyncio.run(_play(postgres.url, residents, days, random.Random(seed)))
    finally:
        postgres.stop()
    sys.exit(bool(faults))


def _hurry(url: str) -> None:
    """Has no commit wait for the disk: in this year workers crash, not the machine."""
    with psycopg.connect(url) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))


async def _play(url: str, residents: int, days: int, dice: random.Random) -> list[str]:
    office = Office(url, BEGIN)
    year = Year(office, residents, dice)
    await year.prepare()
    begun = time.monotonic()
    await year.run(days)
    audit = Audit(office, year.record)
    await audit.hold()
    got = sum(map(len, office.phones.got.values()))
    print(f"{days} days of {residents} residents in {time.monotonic() - begun:.0f} s")
    print(f"done: {dict(year.record.counts)}, crashes around a send: {dict(office.phones.crashes)}")
    print(f"{got} messages on phones; of each that was due: {dict(audit.outcomes)}")
    print(f"{len(audit.faults)} faults {dict(audit.counts) or ''}")
    for fault in audit.faults[:20]:
        print(f"  {fault}")
    await office.close()
    return audit.faults


if __name__ == "__main__":
    typer.run(main)
