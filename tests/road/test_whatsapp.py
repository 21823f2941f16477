"""WhatsApp over Twilio: the same conversation, with numbers for choices and accents as they are."""

import pytest

from tests.conftest import SharedService
from tests.harness.phone import Phone, new_number


@pytest.fixture
def whatsapp(service: SharedService) -> Phone:
    """Somebody on WhatsApp who never wrote before."""
    return Phone(service.base_url, service.database_url, f"whatsapp:{new_number()}")


async def test_a_greeting_is_answered_with_its_accents_and_numbers(whatsapp: Phone) -> None:
    terms, greeting = await whatsapp.ask_anew("hola")
    assert "ALTO" in terms
    assert "¡Hola!" in greeting
    assert "\n1 " in greeting
    assert await whatsapp.ask("1") != []


async def test_a_stop_there_is_confirmed_by_us_and_ends_nothing_on_sms(
    whatsapp: Phone, service: SharedService
) -> None:
    number = whatsapp.number.removeprefix("whatsapp:")
    sms = Phone(service.base_url, service.database_url, number)
    await sms.ask("hello")
    await whatsapp.ask("hello")
    [confirmed] = await whatsapp.ask("STOP")
    assert "no more messages" in confirmed
    assert await whatsapp.ask("hello") == []
    assert await sms.ask("thanks") != []
