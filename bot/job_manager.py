"""How a worker takes jobs from the queue, and notes how they ended."""

import os
import signal
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

import structlog
from procrastinate import BaseConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, JobInserted, Notification
from procrastinate.manager import JobManager, NotificationCallback

from bot.intake import Intake
from bot.store.jobs import TURN

log = structlog.get_logger()


class CarefulManager(JobManager):
    """Takes only what there is room for; ends the worker where it cannot note how a job ended.

    Such a job would stay `doing`, and its conversation wait, for as long as this worker lives.
    Ended in order and started again, the worker takes the job up anew.
    """

    def __init__(self, connector: BaseConnector, intake: Intake) -> None:
        super().__init__(connector)
        self._intake = intake
        self._announce: NotificationCallback | None = None
        self._announced = 0
        """How many jobs were."""
        self._moved: dict[int, str] = {}
        """The queues of jobs that went on in another one, by id."""

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job there is room for.

        One that is announced while we ask, the library would forget (procrastinate 3.10).
        """
        while open_queues := self._intake.open():
            announced = self._announced
            try:
                job = await self._first_of(open_queues, worker_id)
            except UniqueViolation:  # another job of its lock has begun at this very moment
                return None
            if job:
                self._intake.took(job.queue)
            if job or announced == self._announced:
                return job
        return None

    async def _first_of(self, queues: Sequence[str], worker_id: int) -> Job | None:
        """A turn, if one waits; else the oldest delivery.

        After an outage thousands of deliveries wait that are older than any turn: residents of
        other channels waited for them, up to 80 s at p95.
        """
        turns = [queue for queue in queues if queue == TURN]
        others = [queue for queue in queues if queue != TURN]
        job = await super().fetch_job(turns, worker_id) if turns else None
        if job is None and others:
            job = await super().fetch_job(others, worker_id)
        return job

    async def move(self, job: Job, queue: str) -> None:
        """Notes that a job goes on in another queue: see `Jobs.become_delivery`."""
        if job.id is not None:
            self._moved[job.id] = queue
        self._intake.took(queue)
        if self._intake.ended(job.queue):
            await self._tell_of_room()

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        """Listens for new jobs; room for one that waited is made known in the same way."""

        async def announce(*, channel: str, notification: Notification) -> None:
            self._announced += 1
            await on_notification(channel=channel, notification=notification)

        self._announce = announce
        await super().listen_for_jobs(on_notification=announce, queues=queues)

    async def finish_job(self, job: Job, *args: Any, **kwargs: Any) -> None:
        """Notes that a job is done."""
        await self._note(job, super().finish_job(job, *args, **kwargs))

    async def retry_job(self, job: Job, *args: Any, **kwargs: Any) -> None:
        """Notes that a job must be repeated."""
        await self._note(job, super().retry_job(job, *args, **kwargs))

    async def _note(self, job: Job, noting: Awaitable[None]) -> None:
        is_room_made = self._intake.ended(self._moved.pop(job.id or 0, job.queue))
        try:
            await noting
        except Exception:
            log.exception("a job's end could not be noted; the worker starts anew")
            os.kill(os.getpid(), signal.SIGTERM)
            raise
        if is_room_made:
            await self._tell_of_room()

    async def _tell_of_room(self) -> None:
        if self._announce:
            await self._announce(
                channel="", notification=JobInserted(type="job_inserted", job_id=0)
            )
