"""Brings the rows of a file into their table: what is new, what is changed, nothing twice."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.imports.kinds import Key, Kind, Values
from bot.services.workshops import Notice
from bot.store.database import psycopg_connection

CHUNK = 5_000
"""Rows that are looked up and written at once."""

DRAFT = sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0")
MERGE = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}")

Tick = Callable[[int], None]
"""Told how many rows are done, as they are."""


@dataclass(frozen=True)
class Loaded:
    """What an import did, by keys."""

    new: tuple[Key, ...]
    changed: tuple[Key, ...]
    unchanged: int
    notices: tuple[Notice, ...] = ()
    """What residents must be told because of it."""


async def load(session: AsyncSession, kind: Kind, rows: Sequence[Values], tick: Tick) -> Loaded:
    """Writes rows that have different keys; one import of a kind runs at a time."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:kind))"), {"kind": f"import {kind.NAME}"}
    )
    new: list[Key] = []
    changed: list[Key] = []
    for start in range(0, len(rows), CHUNK):
        chunk = {kind.key(row): row for row in rows[start : start + CHUNK]}
        there = await _stored(session, kind, list(chunk))
        fresh = [key for key in chunk if key not in there]
        other = [key for key in chunk if key in there and _differs(chunk[key], there[key])]
        await _write(session, kind, [kind.kept(chunk[key]) for key in (*fresh, *other)])
        new += fresh
        changed += other
        tick(len(chunk))
    return Loaded(tuple(new), tuple(changed), len(rows) - len(new) - len(changed))


def _differs(told: Values, there: Values) -> bool:
    return any(there[name] != value for name, value in told.items())


async def _stored(session: AsyncSession, kind: Kind, keys: Sequence[Key]) -> dict[Key, Values]:
    columns = [kind.table.c[name] for name in kind.KEY]
    matches = columns[0].in_([key[0] for key in keys])
    if len(columns) > 1:
        matches = tuple_(*columns).in_(keys)
    found = await session.execute(select(kind.table).where(matches))
    read = [kind.read(row._asdict()) for row in found]
    return {kind.key(values): values for values in read}


async def _write(session: AsyncSession, kind: Kind, rows: Sequence[Values]) -> None:
    """Through a temporary table: the fastest way into PostgreSQL, and one statement to merge."""
    if not rows:
        return
    names = list(rows[0])
    table, draft = sql.Identifier(kind.table.name), sql.Identifier(f"import_{kind.table.name}")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    key = sql.SQL(", ").join(map(sql.Identifier, kind.KEY))
    rest = [name for name in names if name not in kind.KEY]
    updates = sql.SQL(", ").join(
        sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in rest
    )
    connection = await psycopg_connection(session)
    async with connection.cursor() as cursor:
        await cursor.execute(DRAFT.format(draft, columns, table))
        async with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(draft, columns)) as copy:
            for row in rows:
                await copy.write_row([_adapted(row[name]) for name in names])
        await cursor.execute(MERGE.format(table, columns, columns, draft, key, updates))
        await cursor.execute(sql.SQL("DROP TABLE {}").format(draft))


def _adapted(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
