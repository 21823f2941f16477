"""Imports: an administrator's files of organizations, sessions, applications and pools.

All or nothing: every row is checked before any is written. The same file again changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.imports.faults import Fault, ImportRefused
from bot.services.imports.kinds import KINDS, Key, Kind, Sessions, Values
from bot.services.imports.load import Loaded, Tick, load
from bot.services.imports.rows import KindName
from bot.services.imports.sessions import load_sessions
from bot.services.imports.table import Table
from bot.store.models import AuditEntry, Organization
from bot.store.secrets import Vault

__all__ = ["KINDS", "Fault", "ImportRefused", "Imports", "KindName", "Loaded", "Progress"]

Progress = Callable[[str, int], Tick]
"""Begins a stage, with its name and how many rows it has; returns what to tell the rows done to."""


@dataclass(frozen=True)
class Imports:
    """Reads files in a city's time zone."""

    vault: Vault
    zone: ZoneInfo

    async def run(
        self, session: AsyncSession, kind: KindName, file: Path, now: datetime, progress: Progress
    ) -> Loaded:
        """Imports a file; raises `ImportRefused` with every fault, and then nothing was written."""
        known = frozenset(await session.scalars(select(Organization.id)))
        context = {"zone": self.zone, "organizations": known}
        into = KINDS[kind](self.vault)
        table = Table(file, into.columns)
        rows = _checked(into, table, context, progress("Checking", table.lines))
        write = progress("Writing", len(rows))
        if isinstance(into, Sessions):
            loaded = await load_sessions(session, rows, now, self.zone, write)
        else:
            loaded = await load(session, into, rows, write)
        details = {
            "new": len(loaded.new),
            "changed": len(loaded.changed),
            "unchanged": loaded.unchanged,
        }
        session.add(AuditEntry(at=now, actor="operator", action=f"import.{kind}", details=details))
        return loaded


def _checked(kind: Kind, table: Table, context: dict[str, Any], tick: Tick) -> list[Values]:
    rows: list[Values] = []
    faults: list[Fault] = []
    lines: dict[Key, int] = {}
    last = 1
    for line, cells in table.rows():
        tick(line - last)
        last = line
        if isinstance(cells, Fault):
            faults.append(cells)
            continue
        try:
            told = kind.told(kind.ROW.model_validate(cells, context=context))
        except ValidationError as error:
            faults += _faults(line, error)
            continue
        key = kind.key(told)
        if key in lines:
            sentence = f'"{" ".join(key)}" is on line {lines[key]} already; keep one of them'
            faults.append(Fault(line, kind.NAMED_BY, sentence))
        lines.setdefault(key, line)
        rows.append(told)
    tick(table.lines - last)
    if faults:
        raise ImportRefused(table.name, faults)
    return rows


def _faults(line: int, error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_context=False):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        yield Fault(line, column, detail["msg"].removeprefix("Value error, "))
