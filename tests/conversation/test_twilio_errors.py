"""What follows where Twilio or a carrier refuses a message."""

import pytest

from bot.channels.twilio.sender import TwilioSms
from bot.conversation.consequences import draw
from bot.errors import ProviderUnavailable
from bot.metrics import CARRIER_REFUSALS
from bot.services import consent
from tests.conversation.sending import CALLBACK, VAULT, Sending
from tests.harness.answers import local_client
from tests.harness.standin import ACCOUNT, NUMBER


async def test_who_stopped_messages_with_twilio_is_stopped_with_us(sending: Sending) -> None:
    person = await sending.person()
    number = VAULT.decrypt(person.address_encrypted)
    async with local_client(sending.standin.base_url) as phone:
        await phone.post(f"/simulator/phones/{number}/messages", json={"text": "STOP"})
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


async def test_a_carriers_filter_calls_the_operator(sending: Sending) -> None:
    refusals = CARRIER_REFUSALS.labels("30007")
    before = refusals._value.get()
    outbound_id = await sending.queue(await sending.person())
    async with sending.store.transaction() as session:
        await draw(session, outbound_id, "30007", "alert", sending.clock.now())
    assert refusals._value.get() == before + 1
