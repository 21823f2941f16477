"""The answer of a turn goes on to its provider at once; where it cannot, it waits in the queue."""

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from procrastinate import PsycopgConnector
from procrastinate.jobs import Job
from sqlalchemy import text

from bot.conversation.channel import Outgoing, Rejected
from bot.conversation.consequences import Consequence
from bot.errors import ProviderUnavailable
from bot.intake import Intake
from bot.job_manager import CarefulManager
from bot.onward import Onward
from bot.providers import FAILURES_IN_A_ROW, Providers
from bot.services import reach
from bot.store.jobs import DELIVERY, TURN, Jobs, delivery_queue, job_app
from bot.store.models import Conversation
from tests.conversation.sending import Sending

SMS = delivery_queue("sms")


class Worker:
    """A worker as far as one turn goes: its job is begun, its answers are stored by the test."""

    def __init__(self, sending: Sending, url: str) -> None:
        self.sending = sending
        self.intake = Intake({TURN: 2, SMS: 2}, Providers(time.monotonic))
        self.manager = CarefulManager(PsycopgConnector(), self.intake)
        self.jobs = Jobs(job_app(url))

    async def begin(self, person: Conversation) -> Job:
        """A turn that this worker took."""
        async with self.sending.store.transaction() as session:
            lock = f"turn:{person.id}"
            row = (
                await session.execute(
                    text(
                        "INSERT INTO procrastinate_jobs"
                        " (queue_name, task_name, lock, status, worker_id)"
                        " SELECT :turn, :turn, :lock, 'doing', worker_id"
                        " FROM procrastinate_register_worker_v1() RETURNING id, worker_id"
                    ),
                    {"turn": TURN, "lock": lock},
                )
            ).one()
        self.intake.took(TURN)
        return Job(
            id=row.id,
            queue=TURN,
            lock=lock,
            queueing_lock=None,
            task_name=TURN,
            worker_id=row.worker_id,
        )

    async def answer(self, job: Job, person: Conversation, texts: Sequence[str]) -> list[int]:
        """The turn's answer, stored, and delivered as far as it went on; the messages' ids."""
        onward = Onward(job, self.jobs, self.sending.delivery(), self.intake, self.manager)
        messages = [self.sending.outbound(person, text=said) for said in texts]
        async with self.sending.store.transaction() as session:
            session.add_all(messages)
            await session.flush()
            await onward.go(person, session, messages)
        with suppress(ProviderUnavailable):
            await onward.deliver()
        return [message.id for message in messages]

    async def task(self, job: Job) -> tuple[str, str, list[int] | None]:
        """What the job is now: task, queue, and the messages it delivers."""
        async with self.sending.store.transaction() as session:
            row = await session.execute(
                text(
                    "SELECT task_name, queue_name, args -> 'outbound_ids'"
                    " FROM procrastinate_jobs WHERE id = :id"
                ),
                {"id": job.id},
            )
            task, queue, outbound_ids = row.one()
            return task, queue, outbound_ids


@pytest.fixture
def worker(sending: Sending, postgres_url: str) -> Worker:
    return Worker(sending, postgres_url)


async def test_an_answer_goes_out_with_its_turns_job(worker: Worker, sending: Sending) -> None:
    person = await sending.person()
    job = await worker.begin(person)
    answer = await worker.answer(job, person, ["First.", "Second."])
    assert [said["text"] for said in await sending.on_phone(person)] == ["First.", "Second."]
    assert [await sending.outcome(sent) for sent in answer] == [("sent", None)] * 2
    assert await worker.task(job) == (DELIVERY, SMS, answer), "whoever takes it over delivers"


async def test_an_answer_waits_behind_what_is_on_its_way(worker: Worker, sending: Sending) -> None:
    person = await sending.person()
    async with sending.store.transaction() as session:
        await worker.jobs.defer_delivery(session, "sms", person.id, [1])
    await _waits(worker, sending, person, await worker.begin(person))


async def test_an_answer_waits_while_the_provider_is_down(worker: Worker, sending: Sending) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        with suppress(ProviderUnavailable), worker.intake.watching(SMS):
            raise ProviderUnavailable("cannot be reached")
    person = await sending.person()
    await _waits(worker, sending, person, await worker.begin(person))


async def test_a_worker_that_was_taken_for_dead_sends_nothing(
    worker: Worker, sending: Sending
) -> None:
    person = await sending.person()
    job = await worker.begin(person)
    await _waits(worker, sending, person, job.evolve(worker_id=0))


async def test_what_was_not_tried_is_not_in_doubt(worker: Worker, sending: Sending) -> None:
    person = await sending.person()
    sending.standin.behave(callback_delay_seconds=0, down=1)
    answer = await worker.answer(await worker.begin(person), person, ["First.", "Second."])
    outcomes = [await sending.outcome(stored) for stored in answer]
    assert outcomes == [("sending", None), ("queued", None)]


@pytest.mark.parametrize("consequence", ["opted_out", "blocked", "unreachable"])
async def test_after_a_refusal_the_rest_of_an_answer_is_held_back(
    worker: Worker,
    sending: Sending,
    monkeypatch: pytest.MonkeyPatch,
    consequence: Consequence,
) -> None:
    """Whatever the provider's word for it is."""
    asked: list[int] = []

    async def refuse(message: Outgoing) -> str:
        asked.append(message.id)
        raise Rejected("1", "refused", consequence)

    monkeypatch.setattr(sending.channels["sms"], "send", refuse)
    person = await sending.person()
    answer = await worker.answer(await worker.begin(person), person, ["First.", "Second.", "Third"])
    outcomes = [await sending.outcome(stored) for stored in answer]
    held = "unreachable" if consequence == "unreachable" else "opted_out"
    assert outcomes == [("failed", "refused"), ("held", held), ("held", held)]
    assert asked == answer[:1]


async def test_who_stopped_messages_with_twilio_gets_none_of_the_rest(
    worker: Worker, sending: Sending
) -> None:
    person = await sending.person()
    await sending.text(person, "STOP")
    before = await sending.on_phone(person)
    answer = await worker.answer(await worker.begin(person), person, ["First.", "Second.", "Third"])
    codes = [(await sending.message(stored)).error_code for stored in answer]
    assert codes == ["21610", None, None], "only the first was handed to Twilio"
    assert await sending.on_phone(person) == before


async def test_what_only_one_message_is_refused_for_holds_back_none(
    worker: Worker, sending: Sending
) -> None:
    person = await sending.person()
    answer = await worker.answer(await worker.begin(person), person, ["1" * 1_601, "Second."])
    outcomes = [(await sending.message(stored)).status for stored in answer]
    assert outcomes == ["failed", "sent"]


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=30)])
async def test_a_lost_address_is_tried_again_for_what_is_asked_for_later(
    sending: Sending, age: timedelta
) -> None:
    """A code that is sent to a phone on file, or an answer of staff."""
    person = await sending.person()
    async with sending.store.transaction() as session:
        await reach.lose(session, person.id, "30005", sending.clock.now() - age)
    reply = await sending.queue(person, created_at=sending.clock.now())
    await sending.delivery().deliver(reply)
    assert (await sending.outcome(reply))[0] == ("sent" if age else "held")


async def _waits(worker: Worker, sending: Sending, person: Conversation, job: Job) -> None:
    [answer] = await worker.answer(job, person, ["Hello"])
    assert await sending.outcome(answer) == ("queued", None)
    assert await sending.on_phone(person) == []
    assert await worker.task(job) == (TURN, TURN, None)
