"""`enlace web`, `enlace worker`, `enlace rasa`: one part each, for several machines.

Each imports what it needs when it is called: `enlace serve`, which only watches, needs none of it.
"""

import asyncio
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot.errors import SetupError
from bot.log import configure
from bot.ports import FIRST, LAST
from bot.settings import Settings
from bot.supervised import end_with_parent
from bot.understanding.environment import command, variables
from bot.understanding.training import last_good_model, train

if TYPE_CHECKING:
    from bot.application import Application

KEEP_ALIVE_SECONDS = 75
"""How long a connection to `web` stays open unused: longer than any client before it keeps one
(Rasa 15 s, nginx 60 s), so that none is closed just as the next request is sent on it."""
BEHIND_WEB = 3
"""How much nicer (as in nice(2)) the parts are that nobody outside waits for: acknowledgements come
sooner where cores are short; with 10, turns then took half as long again."""
AUTOGROUP = Path("/proc/self/autogroup")
AUTOGROUP_TRIES = 20
"""Linux takes only one such wish every 0.1 s, unless from root."""


def web(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=FIRST, max=LAST)] = 8000,
) -> None:
    """Serve the webhooks, the web chat and Rasa's actions."""
    import uvicorn

    from bot.http import http_app
    from bot.web.patience import PatientProtocol

    application = _application("web", Settings(), f"http://{host}:{port}")
    uvicorn.run(
        http_app(application),
        http=PatientProtocol,
        ws="none",
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
    )


def worker() -> None:
    """Run turns and deliveries."""
    from uvicorn import Config

    from bot.worker import POOL_SIZE, run

    _yield_to_web()
    application = _application("worker", Settings(), None, pool_size=POOL_SIZE)
    asyncio.run(run(application), loop_factory=Config("worker").get_loop_factory())


def rasa(
    model: Annotated[str | None, typer.Option(help="a trained model; else the newest")] = None,
) -> None:
    """Run the Rasa server on loopback."""
    from bot.store.database import libpq_url

    settings = Settings()
    application = _application("rasa", settings, None)
    chosen = model or str(last_good_model() or train())
    port = urlsplit(settings.rasa_url).port or 5005
    environment = variables(
        ENLACE_RASA_TOKEN=application.rasa_token,
        ENLACE_DATABASE_URL=libpq_url(application.database_url),
        ENLACE_ACTIONS_URL=settings.actions_url,
    )
    _yield_to_web()
    line = command("server", "--model", chosen, "--port", str(port))
    os.execve(line[0], list(line), dict(environment))  # noqa: S606 (our own interpreter)


Samples = Annotated[Path | None, typer.Option(help="folder of invented data for a rehearsal")]


def prepare(samples: Samples = None) -> None:
    """Bring the database up to date and check the settings, for `enlace serve`."""
    application = _application("prepare", Settings(), None)
    application.settings.refuse_public_simulator()
    _ = (application.vault, application.catalog, application.channels, application.public_url)
    if samples:
        asyncio.run(application.load_samples(samples))


def _yield_to_web() -> None:
    """Lets `web` go first on this machine: what comes in is acknowledged before it is worked on.

    Linux may share its time among sessions before it does among their processes (sched(7),
    autogroup). `enlace serve` gives each part a session of its own, which must be as nice then.
    """
    if hasattr(os, "nice"):
        os.nice(BEHIND_WEB)
    if AUTOGROUP.exists() and os.getsid(0) == os.getpid():  # nobody else's session
        for _ in range(AUTOGROUP_TRIES):
            try:
                AUTOGROUP.write_text(str(BEHIND_WEB))
            except BlockingIOError:
                time.sleep(0.1)
            except OSError:  # not everywhere is it ours to say
                return
            else:
                return


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    for part in (web, worker, rasa, prepare):
        app.command()(part)


def _application(
    part: str, settings: Settings, own_address: str | None, pool_size: int = 6
) -> "Application":
    """What a part works with, its logs set up and the database's schema up to date."""
    from bot.application import Application
    from bot.store.schema import upgrade

    configure(part)
    if part != "rasa":  # which watches by itself once it runs
        end_with_parent()
    url = settings.database_url
    if not url:
        raise SetupError(
            "ENLACE_DATABASE_URL is not set: one part alone cannot own the embedded database; "
            "use `enlace serve`, or give every part the same PostgreSQL."
        )
    if not settings.public_url and own_address:
        settings = settings.model_copy(update={"public_url": own_address})
    application = Application(settings, url, pool_size)
    upgrade(url, application.vault)
    return application
