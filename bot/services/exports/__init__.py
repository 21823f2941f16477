"""Exports: what is stored, for administrators and their reports, as it is read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.exports.formats import Format, as_csv, as_json
from bot.services.exports.kinds import KINDS, Kind, KindName
from bot.store.secrets import Vault

__all__ = ["KINDS", "Exports", "Format", "KindName"]

AT_ONCE = 1_000
"""Rows held at once: an export of any length takes the same memory."""


@dataclass(frozen=True)
class Exports:
    """Writes times in a city's zone, with their offset."""

    vault: Vault
    zone: ZoneInfo

    async def run(self, session: AsyncSession, name: KindName, form: Format) -> AsyncIterator[str]:
        """The export, piece by piece."""
        kind = KINDS[name]
        write = as_csv if form == "csv" else as_json
        async for piece in write(kind.columns, self._rows(session, kind)):
            yield piece

    async def _rows(self, session: AsyncSession, kind: Kind) -> AsyncIterator[dict[str, Any]]:
        found = await session.stream(kind.query, execution_options={"yield_per": AT_ONCE})
        async for row in found:
            told = kind.told(row._asdict(), self.vault)
            yield {name: self._local(value) for name, value in told.items()}

    def _local(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value
