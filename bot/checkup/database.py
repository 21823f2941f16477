"""The database: whether it answers, has our tables, tells the same time, and hears from workers."""

from datetime import UTC, datetime, timedelta

from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.checkup.finding import Finding, fault, ok, skipped, warning
from bot.settings import Settings
from bot.store.database import Database
from bot.store.embedded import running_url
from bot.store.schema import MIGRATIONS
from bot.watching import WORKER_SEEN

PART = "database"
MOST_SKEW = timedelta(seconds=5)
"""Of two machines that keep their clocks by NTP, far more than is ordinary."""
APPLIED = text("SELECT version_num FROM alembic_version")
HAS_TABLES = text("SELECT to_regclass('alembic_version') IS NOT NULL")
ITS_TIME = text("SELECT clock_timestamp()")


async def check(settings: Settings) -> list[Finding]:
    """What can be said of it without starting it."""
    url = settings.database_url or running_url(settings.data_dir)
    if url is None:
        return [
            skipped(PART, "the embedded one does not run", "It runs while `enlace serve` does.")
        ]
    try:
        where = make_url(url).render_as_string(hide_password=True)
        database = Database(url, 1)
    except ArgumentError:
        return [
            fault(
                PART,
                "ENLACE_DATABASE_URL is no address of a database",
                "Write it as postgresql://user:password@host/name.",
            )
        ]
    try:
        return await _look(database, where)
    except (SQLAlchemyError, OSError):
        return [
            fault(PART, f"{where} does not answer", "Start it, or correct ENLACE_DATABASE_URL.")
        ]
    finally:
        await database.close()


async def _look(database: Database, where: str) -> list[Finding]:
    async with database.statement() as connection:
        theirs: datetime = (await connection.execute(ITS_TIME)).scalar_one()
        skew = abs(datetime.now(UTC) - theirs)
        applied = None
        if await connection.scalar(HAS_TABLES):
            applied = await connection.scalar(APPLIED)
        workers = await connection.scalar(WORKER_SEEN) if applied else 0
    return [
        ok(PART, f"{where} answers"),
        _tables(applied),
        _time(skew),
        _workers(int(workers or 0)),
    ]


def _tables(applied: str | None) -> Finding:
    part, mend = "migrations", "Run `enlace prepare`; every part does it by itself at its start."
    scripts = ScriptDirectory(str(MIGRATIONS))
    latest = scripts.get_current_head()
    if applied == latest:
        return ok(part, f"up to date, at {latest}")
    known = {script.revision for script in scripts.walk_revisions()}
    if applied is not None and applied not in known:
        return fault(
            part,
            f"the tables are of a newer version ({applied})",
            "Install that version, or restore the backup from before the upgrade.",
        )
    return fault(part, f"the tables are at {applied or 'nothing yet'}, not at {latest}", mend)


def _time(skew: timedelta) -> Finding:
    part, found = "clock", f"{skew.total_seconds():.1f} s from the database's"
    if skew <= MOST_SKEW:
        return ok(part, found)
    return warning(part, found, "Have both machines keep their clocks by NTP (timedatectl).")


def _workers(count: int) -> Finding:
    if count:
        return ok("workers", f"{count} at work")
    return warning("workers", "none at work", "Start `enlace serve`, or `enlace worker`.")
