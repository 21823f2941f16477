"""What follows where Twilio or a carrier refuses a message."""

from datetime import timedelta

import pytest

from bot.channels.twilio.errors import CONSEQUENCES, OF_THE_ACCOUNT, OURS
from bot.channels.twilio.sender import TwilioSms
from bot.conversation.consequences import draw
from bot.errors import ProviderUnavailable
from bot.metrics import CARRIER_REFUSALS
from bot.services import consent
from bot.settings import ROOT
from tests.conversation.sending import CALLBACK, VAULT, Sending
from tests.harness.standin import ACCOUNT, NUMBER


async def test_who_stopped_messages_with_twilio_is_stopped_with_us(sending: Sending) -> None:
    person = await sending.person()
    await sending.text(person, "STOP")
    refused, later = await sending.queue(person), await sending.queue(person)
    for outbound_id in (refused, later):
        await sending.delivery().deliver(outbound_id)
    assert (await sending.message(refused)).error_code == "21610"
    assert await sending.outcome(later) == ("held", "opted_out")
    async with sending.store.transaction() as session:
        assert await consent.was_stopped_by_provider(session, person.id)


async def test_what_is_refused_for_a_wrong_token_is_sent_when_that_is_mended(
    sending: Sending,
) -> None:
    outbound_id = await sending.queue(await sending.person())
    right = sending.channels["sms"]
    url = sending.standin.base_url
    sending.channels["sms"] = TwilioSms(ACCOUNT, "1" * 32, {"from_": NUMBER}, CALLBACK, url)
    with pytest.raises(ProviderUnavailable):
        await sending.delivery().deliver(outbound_id)
    await sending.channels["sms"].close()
    sending.channels["sms"] = right
    await sending.delivery().deliver(outbound_id)
    assert await sending.outcome(outbound_id) == ("sent", None)


async def test_a_landline_gets_nothing_more_unasked(sending: Sending) -> None:
    person = await sending.person()
    number = VAULT.decrypt(person.address_encrypted)
    sending.standin.behave(landlines=[number])
    refused, reminder = await sending.queue(person), await sending.queue(person, "reminder")
    for outbound_id in (refused, reminder):
        await sending.delivery().deliver(outbound_id)
    status, reason = await sending.outcome(refused)
    assert (status, number in str(reason)) == ("failed", False)
    assert (await sending.conversation(person)).unreachable_code == "21614"
    assert await sending.outcome(reminder) == ("held", "unreachable")


async def test_a_phone_that_is_off_gets_replies_and_nothing_unasked_for_four_hours(
    sending: Sending,
) -> None:
    person = await sending.person()
    reply, early = await sending.queue(person), await sending.queue(person, "reminder")
    await tell(sending, reply, "30003")
    for outbound_id in (reply, early):
        await sending.delivery().deliver(outbound_id)
    assert await sending.outcome(reply) == ("sent", None)
    until = sending.clock.time + timedelta(hours=4)
    waiting = await sending.message(early)
    assert (waiting.reason, waiting.due_at) == ("out_of_reach", until)
    sending.clock.time = until
    later = await sending.queue(person, "reminder")
    await sending.delivery().deliver(later)
    assert await sending.outcome(later) == ("sent", None)


async def test_a_number_that_is_none_stays_unreachable_though_it_is_off_too(
    sending: Sending,
) -> None:
    person = await sending.person()
    outbound_id = await sending.queue(person)
    for code in ("30003", "30005", "30003"):
        await tell(sending, outbound_id, code)
    found = await sending.conversation(person)
    assert (found.unreachable_code, found.unreachable_until) == ("30005", None)


async def tell(sending: Sending, outbound_id: int, code: str) -> None:
    """Twilio tells of an error after it took a message."""
    async with sending.store.transaction() as session:
        await draw(session, outbound_id, code, CONSEQUENCES[code], sending.clock.now())


@pytest.mark.parametrize("code", sorted(OURS))
async def test_what_is_wrong_on_our_side_calls_the_operator_and_is_nobodys_fault(
    sending: Sending, code: str
) -> None:
    """At the request, and in a receipt."""
    refusals = CARRIER_REFUSALS.labels(code)
    before = refusals._value.get()
    person = await sending.person()
    outbound_id = await sending.queue(person)
    sending.standin.behave(refused_code=int(code))
    await sending.delivery().deliver(outbound_id)
    status, reason = await sending.outcome(outbound_id)
    assert (status, "the operator must look" in str(reason)) == ("failed", True)
    await tell(sending, outbound_id, code)
    assert refusals._value.get() == before + 2
    assert (await sending.conversation(person)).unreachable_at is None


@pytest.mark.parametrize("code", sorted(OF_THE_ACCOUNT))
async def test_what_is_wrong_with_the_account_is_waited_for(sending: Sending, code: str) -> None:
    refusals = CARRIER_REFUSALS.labels(code)
    before = refusals._value.get()
    outbound_id = await sending.queue(await sending.person())
    sending.standin.behave(refused_code=int(code))
    with pytest.raises(ProviderUnavailable):
        await sending.delivery().deliver(outbound_id)
    assert refusals._value.get() == before + 1
    sending.standin.behave(callback_delay_seconds=0)
    await sending.delivery().deliver(outbound_id)
    assert await sending.outcome(outbound_id) == ("sent", None)


def test_how_to_mend_each_is_written_down() -> None:
    told = (ROOT / "docs" / "channels" / "twilio.md").read_text("utf-8")
    assert [code for code in (*OURS, *CONSEQUENCES, *OF_THE_ACCOUNT) if code not in told] == []
