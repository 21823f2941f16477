"""The worker: runs turns and deliveries from the queue, and what falls due as time passes."""

import asyncio
import os
import signal
import uuid
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import structlog
from procrastinate import App
from procrastinate.manager import JobManager
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from bot.application import Application
from bot.clock import ShiftedClock
from bot.garbage import set_aside
from bot.services import simulated_time
from bot.store.database import libpq_url
from bot.store.jobs import DELIVERY, TURN, UNASKED, BackOff

log = structlog.get_logger()

CONCURRENCY = 12
"""Jobs at once in one worker: they mostly wait, for Rasa and for providers."""
POOL_SIZE = 8
"""Connections to the database that a worker keeps.

A turn holds one, and a second one for as long as it says that the answer takes a moment: the pool
gives twice as many at need, more than jobs at once."""
UNASKED_AT_ONCE = 4
"""Deliveries of messages that nobody asked for at once: enough for a hundred a second."""
POLL_SECONDS = 0.1
"""How often the queue is asked for jobs whose time has come. New ones are announced, but an
announcement that comes while the queue is being asked is forgotten (procrastinate 3.10): then this
is what a resident waits. So does a message that came while the one before it was being answered."""
HEARTBEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 5.0
"""Without a heartbeat for so long, a worker is taken for dead and its jobs run elsewhere."""


async def run(application: Application) -> None:
    """Works until told to stop (SIGINT, SIGTERM), finishing what is under way."""
    _ = application.turn, application.delivery  # loads what the first message would wait for
    app = application.job_app
    app.job_manager = CarefulManager(app.connector)
    _register(application, app)
    pool = AsyncConnectionPool(
        libpq_url(application.database_url),
        min_size=2,
        max_size=4,
        open=False,
        configure=_commit_each,
    )
    set_aside()
    async with pool, app.open_async(pool):
        beside = [
            asyncio.create_task(_rescue_stalled_jobs(app)),
            asyncio.create_task(application.chores.run()),
            *_keep_lines(application),
        ]
        unasked = asyncio.create_task(_work(app, [UNASKED], UNASKED_AT_ONCE, is_first=False))
        try:
            await _work(app, [TURN, DELIVERY], CONCURRENCY)
        finally:
            for task in (unasked, *beside):
                task.cancel()
            await asyncio.wait([unasked])  # finishes what is under way
            await application.close()


async def _work(app: App, queues: list[str], at_once: int, *, is_first: bool = True) -> None:
    """Runs jobs until told to stop; the first one hears the signals."""
    await app.run_worker_async(
        queues=queues,
        concurrency=at_once,
        fetch_job_polling_interval=POLL_SECONDS if is_first else HEARTBEAT_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=DEAD_AFTER_SECONDS,
        shutdown_graceful_timeout=10,
        delete_jobs="successful",
        install_signal_handlers=is_first,
    )


async def _commit_each(connection: AsyncConnection) -> None:
    """Each query of the queue is a transaction of its own: one round trip, not three."""
    await connection.set_autocommit(True)


class CarefulManager(JobManager):
    """Ends the worker where it cannot note how a job ended.

    Such a job would stay `doing`, and its conversation wait, for as long as this worker lives.
    Ended in order and started again, the worker takes the job up anew.
    """

    async def finish_job(self, *args: Any, **kwargs: Any) -> None:
        """Notes that a job is done."""
        await self._note(super().finish_job(*args, **kwargs))

    async def retry_job(self, *args: Any, **kwargs: Any) -> None:
        """Notes that a job must be repeated."""
        await self._note(super().retry_job(*args, **kwargs))

    async def _note(self, noting: Awaitable[None]) -> None:
        try:
            await noting
        except Exception:
            log.exception("a job's end could not be noted; the worker starts anew")
            os.kill(os.getpid(), signal.SIGTERM)
            raise


def _register(application: Application, app: App) -> None:
    in_time = _following_the_clock(application)

    @app.task(name=TURN, queue=TURN, retry=BackOff())
    @in_time
    async def turn(inbound_id: str) -> None:
        await application.turn.take(uuid.UUID(inbound_id))

    @app.task(name=DELIVERY, queue=DELIVERY, retry=BackOff())
    @in_time
    async def delivery(outbound_ids: list[int]) -> None:
        for outbound_id in outbound_ids:  # a repeat passes over those that are delivered
            await application.delivery.deliver(outbound_id)


type Job[**P] = Callable[P, Awaitable[None]]


def _following_the_clock[**P](application: Application) -> Callable[[Job[P]], Job[P]]:
    """In a rehearsal, every job first learns what time it is."""

    def decorate(job: Job[P]) -> Job[P]:
        if not isinstance(application.clock, ShiftedClock):
            return job

        @wraps(job)
        async def in_time(*args: P.args, **kwargs: P.kwargs) -> None:
            await _follow(application)
            await job(*args, **kwargs)

        return in_time

    return decorate


def _keep_lines(application: Application) -> list[asyncio.Task[None]]:
    """What keeps providers talking to us."""
    if application.telegram is None:
        return []

    async def follow_clock() -> None:
        await _follow(application)

    keeper = application.telegram.keeper(
        application.inbox, application.database_url, application.public_url, follow_clock
    )
    return [asyncio.create_task(keeper.run())]


async def _follow(application: Application) -> None:
    """In a rehearsal, learns what time it is."""
    if isinstance(application.clock, ShiftedClock):
        async with application.database.transaction() as session:
            await simulated_time.follow(session, application.clock)


async def _rescue_stalled_jobs(app: App) -> None:
    """Puts the jobs of dead workers back into the queue."""
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        try:
            stalled = await app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=DEAD_AFTER_SECONDS
            )
            for job in stalled:
                log.warning("job of a dead worker taken over", job_id=job.id, task=job.task_name)
                await JobManager.retry_job(app.job_manager, job)
        except Exception:
            log.exception("stalled jobs could not be looked for")
