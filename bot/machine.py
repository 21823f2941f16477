"""The whole service on one machine: database if embedded, Rasa, web and worker (`enlace serve`).

This process only watches. It imports nothing of the service itself, which would be kept in memory
once more for nothing: what there is to check before a start runs in a process that ends.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import structlog
from filelock import FileLock, Timeout
from rich.console import Console

from bot.errors import SetupError
from bot.ports import free_port, refuse_unusable
from bot.settings import Settings
from bot.store.embedded import EmbeddedPostgres
from bot.supervised import START_HEADER, START_VARIABLE, VARIABLE, end_with_parent
from bot.supervisor import Part, Supervisor
from bot.understanding.training import current_model, last_good_model, train

READY_SECONDS = 90.0
"""How long the parts may take to get ready before we say that something is wrong."""
CORES_FOR_TWO = 4
"""From how many cores on a second worker is started."""
WATCH_SECONDS = 0.5
"""How often we look whether the embedded database still runs."""
ADDRESS_NOTE, CONTENT_NOTE = "address", "content"
"""Files of the data directory that tell commands beside the service where it is, and its pack."""

log = structlog.get_logger()


@contextmanager
def sole_owner(data_dir: Path) -> Iterator[None]:
    """Holds a data directory; raises `SetupError` where another process does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_dir / "serve.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SetupError(
            f"Another Enlace runs on the data directory {data_dir}: stop it, or give this one "
            "another with --data-dir."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def database(settings: Settings) -> Iterator[tuple[str, EmbeddedPostgres | None]]:
    """The database's address: the one that is set, or the embedded one's, which runs then."""
    if settings.database_url:
        yield settings.database_url, None
        return
    embedded = EmbeddedPostgres(settings.data_dir)
    try:
        yield embedded.url, embedded
    finally:
        embedded.stop()


def serve(
    settings: Settings, host: str, port: int, console: Console, samples: Path | None = None
) -> None:
    """Runs everything until told to stop; `samples`: invented data to begin with."""
    with sole_owner(settings.data_dir):
        (settings.data_dir / ADDRESS_NOTE).unlink(missing_ok=True)  # of an earlier run
        refuse_unusable(host, port)
        with database(settings) as (url, embedded):
            settings = _with_addresses(settings, url, host, port)
            environment = _environment(settings)
            _prepare(environment, samples)
            model = _model(console)
            parts = _parts(environment, host, port, model)
            _leave_notes(settings, port)
            end_with_parent()
            announcement = _announce(settings, port, environment[START_VARIABLE], console)
            asyncio.run(_run(Supervisor(parts), embedded, announcement))


def _leave_notes(settings: Settings, port: int) -> None:
    """For commands beside the service."""
    (settings.data_dir / ADDRESS_NOTE).write_text(f"http://127.0.0.1:{port}\n", "utf-8")
    (settings.data_dir / CONTENT_NOTE).write_text(f"{settings.content.resolve()}\n", "utf-8")


def _with_addresses(settings: Settings, url: str, host: str, port: int) -> Settings:
    """The settings with what only this machine knows: addresses of its own parts."""
    given = settings.model_fields_set
    own = {"database_url": url}
    if "public_url" not in given:
        own["public_url"] = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    if "actions_url" not in given:
        own["actions_url"] = f"http://127.0.0.1:{port}/internal/actions"
    if "rasa_url" not in given:
        own["rasa_url"] = f"http://127.0.0.1:{free_port()}"
    return settings.model_copy(update=own)


def _environment(settings: Settings) -> Mapping[str, str]:
    """What this machine's parts must be told of each other."""
    metrics = settings.data_dir / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    return {
        "ENLACE_DATABASE_URL": str(settings.database_url),
        "ENLACE_DATA_DIR": str(settings.data_dir),
        "ENLACE_PUBLIC_URL": str(settings.public_url),
        "ENLACE_RASA_URL": settings.rasa_url,
        "ENLACE_ACTIONS_URL": settings.actions_url,
        "ENLACE_CONTENT": str(settings.content),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        START_VARIABLE: uuid.uuid4().hex,
    }


def _prepare(environment: Mapping[str, str], samples: Path | None) -> None:
    """Brings the database up to date, and finds what is missing or wrong before any part starts.

    `enlace prepare` does it and says what is wrong; then we end as it did.
    """
    inherited = {name: value for name, value in os.environ.items() if name != VARIABLE}
    prepared = subprocess.run(
        (sys.executable, "-m", "bot", "prepare", *(("--samples", str(samples)) if samples else ())),
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if prepared.returncode:
        sys.exit(prepared.returncode)


def _model(console: Console) -> Path:
    if current_model().exists():
        return current_model()
    try:
        console.print("Training the language model: a minute, only when it changed.")
        with console.status("Training"):
            return train()
    except SetupError as error:
        model = last_good_model()
        if model is None:
            raise
        console.print(f"[yellow]{error}[/yellow]\nGoing on with the last good model.")
        return model


def _parts(environment: Mapping[str, str], host: str, port: int, model: Path) -> list[Part]:
    return [
        Part("rasa", ("rasa", "--model", str(model)), environment),
        Part("web", ("web", "--host", host, "--port", str(port)), environment),
        *(Part(name, ("worker",), environment) for name in _workers()),
    ]


def _workers() -> tuple[str, ...]:
    """Two workers where there are cores for them: one alone is what limits the turns a second."""
    return ("worker", "worker 2") if (os.cpu_count() or 1) >= CORES_FOR_TWO else ("worker",)


async def _run(
    supervisor: Supervisor,
    embedded: EmbeddedPostgres | None,
    announcement: Coroutine[None, None, None],
) -> None:
    beside = [asyncio.create_task(announcement)]
    if embedded:
        beside.append(asyncio.create_task(_keep_up(embedded)))
    await supervisor.run()
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)


async def _keep_up(embedded: EmbeddedPostgres) -> None:
    """Starts the embedded database again whenever it ends by itself."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            if await asyncio.to_thread(embedded.revive):
                log.warning("database ended, started again")
        except Exception:
            log.exception("database could not be started again")


async def _announce(settings: Settings, port: int, start: str, console: Console) -> None:
    """Waits until every part is ready, then prints where to find the assistant."""
    with console.status("Starting"):
        missing = await wait_until_ready(port, start)
    if missing:
        console.print(
            f"[yellow]Not ready after {READY_SECONDS:.0f} s: {', '.join(missing)}. "
            "The log above says why; Enlace goes on trying.[/yellow]"
        )
        return
    address = settings.public_url
    console.print(f"[green]Enlace is ready.[/green] Process {os.getpid()}, Ctrl+C ends it.")
    console.print(f"  start page  {address}/\n  web chat    {address}/chat", highlight=False)
    if settings.simulator:
        console.print(f"  a phone     {address}/simulator", highlight=False)


async def wait_until_ready(port: int, start: str) -> list[str]:
    """The parts that are not ready in time; only the web part of this very start is believed."""
    missing = ["web"]
    async with httpx.AsyncClient(trust_env=False) as client:
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        while missing and asyncio.get_running_loop().time() < deadline:
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
                is_ours = answer.headers.get(START_HEADER) == start
                parts = answer.json() if is_ours else {"web": False}
                missing = [part for part, is_ready in parts.items() if not is_ready]
            except (httpx.HTTPError, ValueError):
                missing = ["web"]
            if missing:
                await asyncio.sleep(0.25)
    return missing
