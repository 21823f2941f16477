"""What commands work with that run beside the service, on its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.application import Application
from bot.beside import database_beside
from bot.clock import ShiftedClock
from bot.services import simulated_time
from bot.settings import Settings


@asynccontextmanager
async def application_beside(settings: Settings) -> AsyncIterator[Application]:
    """The service's parts on its database, at its time: a rehearsal's clock, where it is moved."""
    with database_beside(settings) as url:
        application = Application(settings.model_copy(update={"simulator": True}), url, 2)
        assert isinstance(application.clock, ShiftedClock)  # noqa: S101 (the simulator's)
        try:
            async with application.database.transaction() as session:
                await simulated_time.follow(session, application.clock)
            yield application
        finally:
            await application.database.close()
