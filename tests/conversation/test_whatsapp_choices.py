"""Choices on WhatsApp: buttons or a list, and numbers where Twilio takes neither; never twice."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.saying_again import say_in_numbers
from bot.errors import OutcomeUnknown
from bot.store.jobs import Jobs, job_app
from bot.store.models import Conversation
from tests.conversation.sending import Sending
from tests.harness.answers import local_client
from tests.harness.standin import ACCOUNT, TEMPLATE, TOKEN

QUESTION = "Do you have a computer at home?"
COURSES = ["Online courses", "Do I qualify for free internet at home?"]


@pytest.fixture
async def person(sending: Sending) -> Conversation:
    """Somebody who wrote on WhatsApp just now, by the stand-in's clock."""
    sending.clock.time = datetime.now(UTC)
    person = await sending.person("whatsapp")
    await sending.wrote(person)
    return person


async def offer(sending: Sending, person: Conversation, labels: Sequence[str], **more: Any) -> int:
    """A question with choices, in the outbox."""
    choices = [{"label": label, "key": "x", "intent": "x", "entities": {}} for label in labels]
    return await sending.queue(person, text=QUESTION, choices=choices, **more)


async def shown(sending: Sending, person: Conversation) -> list[tuple[str, list[str], str | None]]:
    messages = await sending.on_phone(person)
    return [(each["text"], each["buttons"], each["opener"]) for each in messages]


async def test_few_short_ones_are_buttons_and_others_a_list_in_their_language(
    sending: Sending, person: Conversation
) -> None:
    delivery = sending.delivery()
    for labels, language in ((["Yes", "No"], "en"), (COURSES, "en"), (COURSES, "es")):
        await delivery.deliver(await offer(sending, person, labels, language=language))
    assert await shown(sending, person) == [
        (QUESTION, ["Yes", "No"], ""),
        (QUESTION, COURSES, "Choose"),
        (QUESTION, COURSES, "Elegir"),
    ]


async def test_what_whatsapp_has_no_list_for_is_numbered(
    sending: Sending, person: Conversation
) -> None:
    await sending.delivery().deliver(await offer(sending, person, ["Yes", "x" * 73]))
    [(text, buttons, _)] = await shown(sending, person)
    assert (text, buttons) == (f"{QUESTION}\n1 Yes\n2 {'x' * 73}", [])


async def test_without_twilios_contents_they_are_numbers_for_ten_minutes(
    sending: Sending, person: Conversation
) -> None:
    delivery = sending.delivery()
    sending.standin.behave(callback_delay_seconds=0, without_contents=True)
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    sending.standin.behave(callback_delay_seconds=0)
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    sending.clock.time += timedelta(minutes=10)
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    numbered = f"{QUESTION}\n1 Yes\n2 No"
    texts = [text for text, *_ in await shown(sending, person)]
    assert texts == [numbered, numbered, QUESTION]


async def test_contents_that_were_removed_are_numbers_once_and_made_anew(
    sending: Sending, person: Conversation
) -> None:
    delivery = sending.delivery()
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    async with local_client(sending.standin.base_url) as http:
        listed = await http.get("/v1/Content", auth=(ACCOUNT, TOKEN))
        for content in listed.json()["contents"]:
            await http.delete(f"/v1/Content/{content['sid']}", auth=(ACCOUNT, TOKEN))
    numbered = await offer(sending, person, ["Yes", "No"])
    await delivery.deliver(numbered)
    sending.clock.time += timedelta(minutes=10)
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    assert [len(buttons) for _, buttons, _ in await shown(sending, person)] == [2, 0, 2]
    assert await sending.outcome(numbered) == ("sent", None)


@pytest.mark.parametrize("template", [None, {"sid": TEMPLATE, "variables": {}}])
async def test_buttons_that_whatsapp_does_not_take_after_all_are_said_again_in_numbers_once(
    sending: Sending, person: Conversation, template: dict[str, Any] | None
) -> None:
    """One with an approved template, too: within the window it went out with buttons."""
    jobs, delivery = Jobs(job_app(sending.url)), sending.delivery()
    refused = await offer(sending, person, ["Yes", "No"], template=template)
    await delivery.deliver(refused)
    async with sending.store.transaction() as session:
        again = await say_in_numbers(session, jobs, refused, sending.clock.now())
        assert again is not None
    await delivery.deliver(again)
    numbered = (f"{QUESTION}\n1 Yes\n2 No", [], None)
    assert (await shown(sending, person))[1:] == [numbered]
    async with sending.store.transaction() as session:
        assert await say_in_numbers(session, jobs, again, sending.clock.now()) is None


@pytest.mark.parametrize("purpose", ["reminder", "campaign"])
async def test_what_nobody_asked_for_is_not_said_again(
    sending: Sending, person: Conversation, purpose: str
) -> None:
    refused = await offer(sending, person, ["Yes", "No"], purpose=purpose)
    async with sending.store.transaction() as session:
        jobs = Jobs(job_app(sending.url))
        assert await say_in_numbers(session, jobs, refused, sending.clock.now()) is None


@pytest.mark.parametrize("labels", [["Yes", "No"], COURSES, ["x" * 73]])
@pytest.mark.parametrize("fault", ["fail_after_accepting", "drop_after_accepting"])
async def test_a_doubtful_send_with_choices_is_found_and_not_repeated(
    sending: Sending, person: Conversation, labels: list[str], fault: str
) -> None:
    """One that went out before, with the same words, is not taken for it."""
    delivery = sending.delivery()
    await delivery.deliver(await offer(sending, person, labels))
    doubtful = await offer(sending, person, labels)
    sending.standin.behave(callback_delay_seconds=0, **{fault: 1})
    with pytest.raises(OutcomeUnknown):
        await delivery.deliver(doubtful)
    sending.standin.behave(callback_delay_seconds=0)
    await delivery.deliver(doubtful)
    messages = await sending.on_phone(person)
    assert len(messages) == 2
    assert (await sending.message(doubtful)).provider_id == messages[1]["id"]


async def test_the_number_of_somebody_who_cannot_be_reached_is_asked_once(
    sending: Sending, person: Conversation
) -> None:
    """What Twilio refuses for their sake is not tried again without buttons."""
    delivery = sending.delivery()
    address = f"whatsapp:{sending.address_of(person)}"
    sending.standin.behave(landlines=[address])
    refused = await offer(sending, person, ["Yes", "No"])
    await delivery.deliver(refused)
    assert (await sending.outcome(refused))[0] == "failed"
    sending.standin.behave(callback_delay_seconds=0)
    sending.clock.time += timedelta(seconds=1)
    await delivery.deliver(await offer(sending, person, ["Yes", "No"]))
    assert [len(buttons) for _, buttons, _ in await shown(sending, person)] == [2]
