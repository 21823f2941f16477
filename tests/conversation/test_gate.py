"""What the gate lets out, what it holds back, and why."""

from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.allowance import Allowance
from bot.conversation.reasons import FOR_STAFF
from bot.errors import ProviderUnavailable
from bot.services import consent
from tests.conversation.sending import NOON, Sending
from tests.harness.standin import TEMPLATE

EVENING = NOON + timedelta(hours=9)
MORNING = NOON + timedelta(hours=21)


async def test_a_reply_goes_out_at_any_hour_and_what_it_costs_is_kept(sending: Sending) -> None:
    sending.clock.time = EVENING
    person = await sending.person()
    reply = await sending.queue(person, segments=2)
    await sending.delivery().deliver(reply)
    message = await sending.message(reply)
    assert (message.status, str(message.cost)) == ("sent", "0.024000")
    assert [shown["text"] for shown in await sending.on_phone(person)] == ["Hello"]


async def test_what_makes_no_sense_any_more_is_not_sent(sending: Sending) -> None:
    person = await sending.person()
    late = await sending.queue(person, expires_at=sending.clock.now())
    await sending.delivery().deliver(late)
    assert await sending.outcome(late) == ("held", "expired")
    assert await sending.on_phone(person) == []


async def test_what_waits_for_a_channel_that_is_gone_ends_too(sending: Sending) -> None:
    person = await sending.person("telegram")
    waiting = await sending.queue(person)
    with pytest.raises(ProviderUnavailable):
        await sending.delivery().deliver(waiting)
    sending.clock.time += timedelta(hours=30)
    await sending.delivery().deliver(waiting)
    assert await sending.outcome(waiting) == ("held", "expired")


@pytest.mark.parametrize("purpose", ["reminder", "campaign"])
async def test_what_nobody_asked_for_waits_for_the_morning(sending: Sending, purpose: Any) -> None:
    sending.clock.time = EVENING
    person = await sending.person()
    unasked = await sending.queue(person, purpose)
    await sending.delivery().deliver(unasked)
    held = await sending.message(unasked)
    assert (held.status, held.reason, held.due_at) == ("held", "quiet_hours", MORNING)

    await sending.let_out()  # not yet
    assert (await sending.message(unasked)).status == "held"
    sending.clock.time = MORNING
    await sending.let_out()
    assert await sending.outcome(unasked) == ("sent", None)


async def test_what_would_be_too_late_in_the_morning_is_held_for_good(sending: Sending) -> None:
    sending.clock.time = EVENING
    tonight = sending.clock.now() + timedelta(hours=2)
    unasked = await sending.queue(await sending.person(), "reminder", expires_at=tonight)
    await sending.delivery().deliver(unasked)
    held = await sending.message(unasked)
    assert (held.reason, held.due_at) == ("quiet_hours", None)


async def test_one_kind_can_be_stopped_and_the_rest_goes_on(sending: Sending) -> None:
    person = await sending.person()
    async with sending.store.transaction() as session:
        await consent.opt_out(session, person.id, "no", sending.clock.now(), "reminders")
    reminder = await sending.queue(person, "reminder")
    campaign = await sending.queue(person, "campaign")
    for outbound_id in (reminder, campaign):
        await sending.delivery().deliver(outbound_id)
    assert await sending.outcome(reminder) == ("held", "opted_out_of_topic")
    assert await sending.outcome(campaign) == ("sent", None)


async def test_two_that_nobody_asked_for_are_two_hours_apart(sending: Sending) -> None:
    person = await sending.person()
    first = await sending.queue(person, "reminder")
    await sending.delivery().deliver(first)
    sending.clock.time = NOON + timedelta(minutes=119)
    second = await sending.queue(person, "campaign")
    await sending.delivery().deliver(second)
    held = await sending.message(second)
    assert (held.reason, held.due_at) == ("too_soon", NOON + timedelta(hours=2))
    reply = await sending.queue(person)
    await sending.delivery().deliver(reply)
    assert await sending.outcome(reply) == ("sent", None)
    sending.clock.time = NOON + timedelta(hours=2)
    await sending.let_out()
    assert await sending.outcome(second) == ("sent", None)


async def test_so_many_a_week_and_the_next_when_the_first_is_a_week_old(sending: Sending) -> None:
    person = await sending.person()
    for day in range(5):
        sending.clock.time = NOON + timedelta(days=day)
        await sending.delivery().deliver(await sending.queue(person, "reminder"))
    sending.clock.time = NOON + timedelta(days=6, hours=1)
    late = sending.clock.now() + timedelta(days=2)
    sixth = await sending.queue(person, "campaign", expires_at=late)
    await sending.delivery().deliver(sixth)
    held = await sending.message(sixth)
    assert (held.reason, held.due_at) == ("weekly_cap", NOON + timedelta(days=7))


async def test_a_doubtful_send_is_not_repeated_to_who_stopped_messages_since(
    sending: Sending,
) -> None:
    person = await sending.person()
    doubtful = await sending.queue(person, text="Saturday at noon")
    sending.standin.behave(down=1)
    with pytest.raises(ProviderUnavailable):
        await sending.delivery().deliver(doubtful)
    sending.standin.behave()
    async with sending.store.transaction() as session:
        await consent.opt_out(session, person.id, "stop", sending.clock.now())
    await sending.delivery().deliver(doubtful)
    assert await sending.outcome(doubtful) == ("held", "opted_out")
    assert await sending.on_phone(person) == []


async def test_a_text_of_too_many_segments_is_held(sending: Sending) -> None:
    long = await sending.queue(await sending.person(), segments=11)
    await sending.delivery().deliver(long)
    assert await sending.outcome(long) == ("held", "too_long")


async def test_a_days_cap_leaves_room_for_what_was_asked_for(sending: Sending) -> None:
    sending.clock.time = NOON + timedelta(days=400)  # a day no other test counts on
    delivery = sending.delivery(Allowance(per_day=10))
    person = await sending.person()
    for _ in range(8):
        await delivery.deliver(await sending.queue(person))
    campaign = await sending.queue(person, "campaign")
    reminder = await sending.queue(person, "reminder")
    reply = await sending.queue(person)
    for outbound_id in (campaign, reminder, reply):
        await delivery.deliver(outbound_id)
    held = await sending.message(campaign)
    assert (held.reason, held.due_at) == ("daily_cap", sending.clock.time + timedelta(hours=21))
    assert await sending.outcome(reminder) == ("sent", None)
    assert await sending.outcome(reply) == ("sent", None)


async def test_whatsapp_takes_free_text_for_a_day_and_templates_after(sending: Sending) -> None:
    template = {"sid": TEMPLATE, "variables": {"1": "Saturday"}}
    person = await sending.person("whatsapp")
    await sending.wrote(person)
    delivery = sending.delivery()
    await delivery.deliver(await sending.queue(person, template=template))
    sending.clock.time = NOON + timedelta(hours=24)
    late = await sending.queue(person)
    await delivery.deliver(late)
    await delivery.deliver(await sending.queue(person, template=template))
    assert await sending.outcome(late) == ("held", "window_closed")
    shown = await sending.on_phone(person)
    assert [message["template"] for message in shown] == [None, template["sid"]]


def test_staff_can_read_every_reason() -> None:
    assert all(sentence.endswith(".") for sentence in FOR_STAFF.values())
