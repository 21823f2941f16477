"""Inserts many rows of one table in a single statement, however many columns they have."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Result, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models.base import Base


async def insert_rows(
    session: AsyncSession,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    returning: Sequence[str] = ("id",),
) -> Result[Any]:
    """Inserts rows of the same columns, in order, but none that a unique index has already.

    They go over as one JSON text, which PostgreSQL takes apart by the types of the table: as
    parameters of their own, they would take ten times as long.
    """
    statement = _statement(model.__tablename__, tuple(rows[0]), tuple(returning))
    return await session.execute(statement, {"rows": json.dumps(rows, default=str)})


@cache
def _statement(table: str, columns: tuple[str, ...], returning: tuple[str, ...]) -> TextClause:
    """Names are those of our models and their columns, never of anybody's choosing."""
    names = ", ".join(f'"{name}"' for name in columns)
    return text(
        f"INSERT INTO {table} ({names}) SELECT {names} "  # noqa: S608
        f"FROM json_populate_recordset(NULL::{table}, CAST(:rows AS json)) "
        f"WITH ORDINALITY ORDER BY ordinality "
        f"ON CONFLICT DO NOTHING RETURNING {', '.join(returning)}"
    )
