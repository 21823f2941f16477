"""Invented data for a rehearsal: files like an administrator's, with days counted from today.

In a sample, `{+3 10:00}` is ten o'clock three days from now, `{-12}` the day twelve days ago, and
`{today}` today, as part of an id: a rehearsal that is taken up after weeks gets sessions to come.
"""

import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import workshops
from bot.services.imports import Imports, KindName

_DAY = re.compile(r"\{(?:today|([+-]\d+)(?: (\d\d:\d\d))?)\}")


async def load_samples(
    session: AsyncSession, imports: Imports, folder: Path, now: datetime
) -> None:
    """Imports the samples of a folder, where no session to come is known."""
    if await workshops.any_upcoming(session, now):
        return
    with tempfile.TemporaryDirectory() as dated:
        for kind in get_args(KindName):
            sample = folder / f"{kind}.csv"
            if not sample.is_file():
                continue
            file = Path(dated) / sample.name
            text = with_days(sample.read_text("utf-8"), now.astimezone(imports.zone))
            file.write_text(text, "utf-8")
            await imports.run(session, kind, file, now, lambda *_: lambda _: None)


def with_days(text: str, today: datetime) -> str:
    """A sample with its days filled in; `today` is a moment in the city's zone."""

    def filled(found: re.Match[str]) -> str:
        day = (today + timedelta(days=int(found[1] or 0))).date().isoformat()
        return f"{day}T{found[2]}" if found[2] else day

    return _DAY.sub(filled, text)
