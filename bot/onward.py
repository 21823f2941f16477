"""The answer of a turn goes on to its provider at once, and not by way of the queue.

The turn's job becomes the delivery's in the transaction that stores the answer. So it is repeated,
or taken over from a dead worker, as any delivery is.
"""

from collections.abc import Sequence

from procrastinate.jobs import Job
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.delivery import Delivery, Ready
from bot.intake import Intake
from bot.job_manager import CarefulManager
from bot.store.jobs import Jobs, delivery_queue
from bot.store.models import Conversation, OutboundMessage


class Onward:
    """The way on from the turn of one job."""

    def __init__(
        self, job: Job, jobs: Jobs, delivery: Delivery, intake: Intake, manager: CarefulManager
    ) -> None:
        self._job = job
        self._jobs = jobs
        self._delivery = delivery
        self._intake = intake
        self._manager = manager
        self._ready: list[Ready] = []

    async def go(
        self,
        conversation: Conversation,
        session: AsyncSession,
        messages: Sequence[OutboundMessage],
    ) -> bool:
        """Whether the job goes on as the delivery of messages that were stored just now.

        Not where their provider is down or busy, nor where others are on their way: such an answer
        waits in the queue.
        """
        queue = delivery_queue(conversation.channel)
        if not self._intake.has_room(queue):
            return False
        ready = await self._delivery.ready(session, messages, conversation)
        if not ready or not await self._jobs.become_delivery(
            session,
            self._job,
            queue,
            conversation.id,
            [message.id for message in messages],
            ready[0].outgoing.attempted_at,
        ):
            return False
        await self._manager.move(self._job, queue)
        self._ready = ready
        return True

    async def deliver(self) -> None:
        """Delivers them once the turn is committed, if there are any; see `Delivery.hand_over`."""
        if self._ready:
            with self._intake.watching(delivery_queue(self._ready[0].channel.name)):
                await self._delivery.hand_over(self._ready)
