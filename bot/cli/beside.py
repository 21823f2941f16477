"""How commands work beside the service: on its database, at its time, with its content pack."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console

from bot.application import Application
from bot.beside import database_beside, settings_beside
from bot.clock import ShiftedClock
from bot.services import simulated_time


def beside_the_service[T](
    work: Callable[[Application], Awaitable[T]], data_dir: Path | None = None
) -> T:
    """Does something with the service's parts, whether it runs or not.

    The time is that of a rehearsal whose clock is moved, where there is one.
    """
    if data_dir:
        os.environ["ENLACE_DATA_DIR"] = str(data_dir.resolve())
    settings = settings_beside()

    async def run(url: str) -> T:
        application = Application(settings.model_copy(update={"simulator": True}), url, 2)
        assert isinstance(application.clock, ShiftedClock)  # noqa: S101 (the simulator's)
        try:
            async with application.database.transaction() as session:
                await simulated_time.follow(session, application.clock)
            return await work(application)
        finally:
            await application.close()

    with database_beside(settings) as url:
        return asyncio.run(run(url))


def run_beside(work: Callable[[Application, Console], Awaitable[None]]) -> None:
    """Does what a command is for, with the service's parts and a console to say it on."""
    beside_the_service(lambda application: work(application, Console(highlight=False)))
