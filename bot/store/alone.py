"""What only one process of the service may do at a time, for as long as its connection lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database

LOCK = text("SELECT pg_try_advisory_lock(hashtext('alone'), hashtext(:name))")


@asynccontextmanager
async def alone(database: Database, name: str) -> AsyncIterator[AsyncConnection | None]:
    """The connection that makes us the only one, or None where another process is.

    What is done on it is done by the only one: where it ends, another process may be that at once.
    """
    async with database.engine.connect() as connection:
        is_ours = await connection.scalar(LOCK, {"name": name})
        await connection.commit()
        try:
            yield connection if is_ours else None
        finally:
            if is_ours:
                await connection.invalidate()  # its end gives the lock back, however we end
