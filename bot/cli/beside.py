"""What commands work with that run beside the service, on its database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from rich.console import Console

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


def run_beside(work: Callable[[Application, Console], Awaitable[None]]) -> None:
    """Does what a command is for, with the service's parts and a console to say it on."""

    async def run() -> None:
        async with application_beside(Settings()) as application:
            await work(application, Console(highlight=False))

    asyncio.run(run())
