"""Brings sessions in, each by the rules of workshops: a change may concern people who booked."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import workshops
from bot.services.imports.kinds import Key, Values
from bot.services.imports.load import Loaded, Tick
from bot.services.workshops import Change, Notice, SessionRecord


async def load_sessions(
    session: AsyncSession, rows: Sequence[Values], now: datetime, zone: ZoneInfo, tick: Tick
) -> Loaded:
    """Writes sessions that have different ids, in one order for all imports."""
    keys: dict[Change, list[Key]] = {"new": [], "changed": [], "unchanged": []}
    notices: list[Notice] = []
    for row in sorted(rows, key=lambda row: str(row["id"])):
        change, told = await workshops.put_session(session, SessionRecord(**row), now, zone)
        keys[change].append((row["id"],))
        notices += told
        tick(1)
    return Loaded(
        tuple(keys["new"]), tuple(keys["changed"]), len(keys["unchanged"]), tuple(notices)
    )
