"""The jobs of the road (Procrastinate), deferred inside our own transactions.

A job's arguments are ids only: what they stand for is read when the job runs.
"""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import ProviderUnavailable, Unavailable
from bot.store.database import OUTAGES, libpq_url, psycopg_connection

TURN = "turn"
DELIVERY = "delivery"
RETRY_SECONDS = (1, 1, 2, 3, 5, 8, 15, 30, 60)
"""Seconds before each repeat of a job whose counterpart is unavailable; the last one stays."""
DELIVERY_RETRY_SECONDS = RETRY_SECONDS[:7]
"""The same for deliveries: while a provider is down, few are tried at all (see `bot.intake`), and
who was among them need not wait long for its return."""
TURN_JOB = f"""(
    '{TURN}', '{TURN}', 0, 'turn:' || conversation_id, NULL,
    jsonb_build_object('inbound_id', id), NULL
)::procrastinate_job_to_defer_v1"""
"""In SQL, the job of `Jobs.defer_turn` for a row with `conversation_id` and the message's `id`."""


BECOME_DELIVERY = text("""
    WITH delivery AS (
        UPDATE procrastinate_jobs
        SET task_name = :task, queue_name = :queue, lock = :lock, attempts = 0,
            args = jsonb_build_object('outbound_ids', CAST(:outbound_ids AS bigint[]))
        WHERE id = :job_id AND worker_id = :worker_id AND status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_jobs AS other
            WHERE other.lock = :lock AND other.status IN ('todo', 'doing'))
        RETURNING id)
    UPDATE outbound_messages SET status = 'sending', attempted_at = :now
    WHERE id = ANY(:outbound_ids) AND EXISTS (SELECT FROM delivery)
    RETURNING id""")


class BackOff(BaseRetryStrategy):
    """Repeats a job for as long as its counterpart is unavailable; other errors end it.

    A job that is cut short because its worker stops is repeated at once, by the next worker.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_at=datetime.now(UTC))
        if not isinstance(exception, (Unavailable, *OUTAGES)):
            return None
        is_delivery = isinstance(exception, ProviderUnavailable)
        waits = DELIVERY_RETRY_SECONDS if is_delivery else RETRY_SECONDS
        seconds: float = waits[min(job.attempts, len(waits) - 1)]
        if isinstance(exception, ProviderUnavailable) and exception.retry_after:
            seconds = max(seconds, exception.retry_after)
        # The queue's own time: a rehearsal that moves the service's clock moves what is due here.
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=seconds))


def delivery_queue(channel: str) -> str:
    """The queue of a channel's deliveries: none waits for another channel's."""
    return f"{DELIVERY}:{channel}"


def job_app(url: str) -> App:
    """Procrastinate on our database."""
    return App(connector=PsycopgConnector(conninfo=libpq_url(url)))


class Jobs:
    """Defers the jobs of the road, each in the transaction that makes it necessary."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def defer_turn(
        self, session: AsyncSession, conversation_id: uuid.UUID, inbound_id: uuid.UUID
    ) -> None:
        """A turn; turns of one conversation run one at a time, in the order they were deferred."""
        await self._app.configure_task(
            TURN,
            queue=TURN,
            lock=f"turn:{conversation_id}",
            connection=await psycopg_connection(session),
        ).defer_async(inbound_id=str(inbound_id))

    async def defer_delivery(
        self,
        session: AsyncSession,
        channel: str,
        conversation_id: uuid.UUID,
        outbound_ids: Sequence[int],
        after: timedelta | None = None,
    ) -> None:
        """A delivery of messages in this order; deliveries of one conversation run one by one.

        `after` is how long it waits first, by the queue's own time.
        """
        await self._app.configure_task(
            DELIVERY,
            queue=delivery_queue(channel),
            lock=f"delivery:{conversation_id}",
            schedule_in={"seconds": after.total_seconds()} if after else None,
            connection=await psycopg_connection(session),
        ).defer_async(outbound_ids=list(outbound_ids))

    async def become_delivery(
        self,
        session: AsyncSession,
        turn: Job,
        queue: str,
        conversation_id: uuid.UUID,
        outbound_ids: Sequence[int],
        now: datetime,
    ) -> bool:
        """Has the job of a turn, which its worker is doing, go on as the delivery of its answer.

        The messages are marked as `sending`. False, and nothing done, where earlier messages of
        the conversation are on their way, or the worker was taken for dead meanwhile.
        Raises `Unavailable` where another delivery of the conversation begins at this very moment.
        """
        became = {
            "job_id": turn.id,
            "worker_id": turn.worker_id,
            "task": DELIVERY,
            "queue": queue,
            "lock": f"delivery:{conversation_id}",
            "outbound_ids": list(outbound_ids),
            "now": now,
        }
        try:
            marked = await (await session.connection()).execute(BECOME_DELIVERY, became)
        except IntegrityError as error:
            raise Unavailable("Another delivery of the conversation has just begun.") from error
        return marked.first() is not None
