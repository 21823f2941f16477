"""The worker: runs turns and deliveries from the queue, and what falls due as time passes."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import wraps

import structlog
from procrastinate import App, JobContext
from procrastinate.manager import JobManager
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from bot.application import Application
from bot.clock import ShiftedClock
from bot.garbage import set_aside
from bot.intake import Intake
from bot.job_manager import CarefulManager
from bot.onward import Onward
from bot.providers import Providers
from bot.services import simulated_time
from bot.store.database import libpq_url
from bot.store.jobs import (
    DELIVERY,
    TURN,
    BackOff,
    delivery_queue,
)

log = structlog.get_logger()

TURNS_AT_ONCE = 12
"""In one worker: they mostly wait, for Rasa."""
DELIVERIES_AT_ONCE = 4
"""Of one channel, in one worker: they mostly wait, for the provider. Forty a second where it takes
0.2 s and two workers run; when thousands wait after an outage, turns need the worker as well."""
POOL_SIZE = 8
"""Connections to the database that a worker keeps.

A turn holds one, and a second one for as long as it says that the answer takes a moment; a delivery
holds none while it waits for its provider. The pool gives twice as many at need, more than turns at
once."""
POLL_SECONDS = 0.1
"""How often the queue is asked for jobs whose time has come, which nobody announces. So long waits,
too, a message that came while the one before it was being answered."""
HEARTBEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 5.0
"""Without a heartbeat for so long, a worker is taken for dead and its jobs run elsewhere."""


async def run(application: Application) -> None:
    """Works until told to stop (SIGINT, SIGTERM), finishing what is under way."""
    _ = application.turn, application.delivery  # loads what the first message would wait for
    app = application.job_app
    sent = [name for name, medium in application.media.items() if not medium.is_fetched]
    room = {TURN: TURNS_AT_ONCE}
    for channel in sent:
        room[delivery_queue(channel)] = DELIVERIES_AT_ONCE
    providers = Providers(time.monotonic)
    intake = Intake(room, providers)
    app.job_manager = manager = CarefulManager(app.connector, intake)
    _register(application, app, intake, manager)
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
            asyncio.create_task(application.send_from_lines(providers)),
            *_keep_lines(application),
        ]
        try:
            await app.run_worker_async(
                queues=list(room),
                concurrency=sum(room.values()),
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
                shutdown_graceful_timeout=10,
                delete_jobs="successful",
            )
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await application.close()


async def _commit_each(connection: AsyncConnection) -> None:
    """Each query of the queue is a transaction of its own: one round trip, not three."""
    await connection.set_autocommit(True)


def _register(application: Application, app: App, intake: Intake, manager: CarefulManager) -> None:
    in_time = _following_the_clock(application)

    @app.task(name=TURN, queue=TURN, retry=BackOff(), pass_context=True)
    @in_time
    async def turn(context: JobContext, inbound_id: str) -> None:
        onward = Onward(context.job, application.jobs, application.delivery, intake, manager)
        if await application.turn.take(uuid.UUID(inbound_id), onward.go):
            await onward.deliver()

    @app.task(name=DELIVERY, retry=BackOff(), pass_context=True)
    @in_time
    async def delivery(context: JobContext, outbound_ids: list[int]) -> None:
        with intake.watching(context.job.queue):
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
