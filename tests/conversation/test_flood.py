"""A flood from one address: held, told once, read together; whatever fails, nothing is lost."""

from datetime import timedelta

import pytest

from bot.conversation import flood
from bot.conversation.traffic import MOST_IN_AN_HOUR
from bot.conversation.turn import UNDERSTOOD_TEXT
from bot.errors import RasaUnavailable
from tests.conversation.answering import ANSWER, Answering
from tests.harness.phone import new_number

FLOOD = [f"message number {number} of a great many" for number in range(flood.AT_ONCE + 10)]


async def test_a_flood_is_told_once_and_read_together(answering: Answering) -> None:
    phone = new_number()
    await answering.answer(await answering.hear(*FLOOD, phone=phone))
    assert await answering.said(phone) == [flood.NOTICE]
    assert answering.rasa.asked == []
    assert {status for status, _ in await answering.states(phone)} == {"received"}

    assert await answering.release(phone) == []  # not yet
    answering.clock.time += flood.HOLD
    await answering.answer(await answering.release(phone))
    assert await answering.said(phone) == [flood.NOTICE, ANSWER]
    assert answering.rasa.asked == ["\n".join(FLOOD)[:UNDERSTOOD_TEXT]]
    *others, last = await answering.states(phone)
    assert set(others) == {("answered", flood.TOGETHER)}
    assert last == ("answered", "greet")


async def test_others_are_answered_meanwhile(answering: Answering) -> None:
    loud, quiet = new_number(), new_number()
    ids = await answering.hear(*FLOOD, phone=loud)
    other = await answering.hear("how much does it cost?", phone=quiet)
    await answering.answer([*ids[:5], *other, *ids[5:]])
    assert await answering.said(quiet) == [ANSWER]


async def test_a_flood_that_goes_on_is_answered_now_and_then(answering: Answering) -> None:
    phone = new_number()
    lasts, step = timedelta(minutes=1), timedelta(seconds=2)
    await answering.answer(await answering.hear(*FLOOD, phone=phone))
    for number in range(lasts // step):  # while the queue keeps up
        await answering.answer(await answering.release(phone))
        more = [f"and again {number} {part}" for part in range(2)]
        await answering.answer(await answering.hear(*more, phone=phone))
        answering.clock.time += step
    said = await answering.said(phone)
    assert said.count(flood.NOTICE) == 1
    assert len(said) <= 1 + lasts / flood.HOLD + 1


async def test_whoever_waits_for_answers_is_never_held(answering: Answering) -> None:
    phone = new_number()
    texts = [f"question {number}" for number in range(flood.AT_ONCE + 10)]  # one a second
    await answering.ask(*texts, phone=phone)
    assert await answering.said(phone) == [ANSWER] * len(texts)


async def test_what_piled_up_while_we_were_down_is_no_flood(answering: Answering) -> None:
    phone = new_number()
    texts = [f"are you there {number}" for number in range(flood.AT_ONCE + 5)]
    ids = await answering.hear(*texts, phone=phone, every=timedelta(seconds=20))
    await answering.answer(ids)
    assert await answering.said(phone) == [ANSWER] * len(texts)


async def test_a_program_that_writes_on_and_on_is_slowed(answering: Answering) -> None:
    phone = new_number()
    await answering.has_written(MOST_IN_AN_HOUR, phone=phone)
    answering.clock.time += timedelta(minutes=5)
    await answering.answer(await answering.hear("tick", phone=phone))
    assert await answering.said(phone) == [flood.NOTICE]
    answering.clock.time += flood.HOLD
    assert await answering.release(phone) == []
    answering.clock.time += flood.LONG_HOLD
    assert len(await answering.release(phone)) == 1


@pytest.mark.parametrize(
    ("text", "told"), [("STOP", "consent.stopped"), ("i want to kill myself", "content.distress")]
)
async def test_what_cannot_wait_does_not(answering: Answering, text: str, told: str) -> None:
    phone = new_number()
    ids = await answering.hear(*FLOOD, text, text, phone=phone)
    await answering.answer(ids)
    said = await answering.said(phone)
    assert sum(key.startswith(told) for key in said) == 1
    assert said[0] == flood.NOTICE


async def test_the_same_text_again_is_read_once(answering: Answering) -> None:
    phone = new_number()
    await answering.answer(await answering.hear(*["hello"] * len(FLOOD), phone=phone))
    answering.clock.time += flood.HOLD
    await answering.answer(await answering.release(phone))
    assert answering.rasa.asked == ["hello"]


async def test_held_messages_wait_for_rasa_like_any_other(answering: Answering) -> None:
    phone = new_number()
    await answering.answer(await answering.hear(*FLOOD, phone=phone))
    answering.clock.time += flood.HOLD
    released = await answering.release(phone)
    answering.rasa.fault = RasaUnavailable("not there")
    await answering.answer(released)
    answering.rasa.fault = None
    assert await answering.release(phone) == []  # the queue tries again, not the chore
    await answering.answer(released)
    assert {status for status, _ in await answering.states(phone)} == {"answered"}
    assert await answering.said(phone) == [flood.NOTICE, "one_moment", ANSWER]
