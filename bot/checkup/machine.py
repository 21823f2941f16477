"""This machine: the data directory, who may enter it, and the room on its disk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.checkup.finding import Finding, fault, ok, skipped, warning
from bot.settings import Settings, closed_parent

GIGABYTE = 1024**3
LITTLE, TOO_LITTLE = 5 * GIGABYTE, GIGABYTE
"""A city's messages of a year take about a gigabyte; PostgreSQL stops where the disk is full."""


def check(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the folder and the disk, if anything."""
    folder = _existing(settings.data_dir)
    yield _folder(settings, folder)
    yield _disk(folder)


def _existing(path: Path) -> Path:
    """The path, or the first folder above it that is there."""
    return next(each for each in (path.resolve(), *path.resolve().parents) if each.exists())


def _folder(settings: Settings, there: Path) -> Finding:
    part = "data directory"
    wanted = settings.data_dir.resolve()
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return fault(
            part,
            f"{there} cannot be written to",
            "Give it to the user that runs Enlace, or set ENLACE_DATA_DIR to another folder.",
        )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    closed = closed_parent(wanted / "postgresql") if is_root else None
    if closed and not settings.database_url:
        return fault(
            part,
            f"the embedded database, started by root, cannot be reached below {closed}",
            "Set ENLACE_DATA_DIR to a folder under open ones, such as /srv/enlace, or run Enlace "
            "as a user of its own.",
        )
    if there != wanted:
        return skipped(part, f"{wanted} is not there yet; the first start makes it")
    return ok(part, str(wanted))


def _disk(there: Path) -> Finding:
    part, free = "disk", shutil.disk_usage(there).free
    found = f"{free / GIGABYTE:.1f} GB free at {there}"
    mend = "Make room, or move ENLACE_DATA_DIR to a larger disk."
    if free < TOO_LITTLE:
        return fault(part, found, mend)
    return warning(part, found, mend) if free < LITTLE else ok(part, found)
