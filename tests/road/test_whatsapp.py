"""WhatsApp over Twilio: the same conversation, with buttons and lists, and accents as they are."""

import pytest

from tests.conftest import SharedService
from tests.harness.phone import Phone, new_number


@pytest.fixture
def whatsapp(service: SharedService) -> Phone:
    """Somebody on WhatsApp who never wrote before."""
    return Phone(service.base_url, service.database_url, f"whatsapp:{new_number()}")


async def test_a_greeting_is_answered_with_its_accents_and_a_list(whatsapp: Phone) -> None:
    terms, greeting = await whatsapp.ask_anew("hola")
    assert "ALTO" in terms
    assert "¡Hola!" in greeting
    offered = (await whatsapp.came())[-1]
    assert (offered["buttons"][0], offered["opener"]) == ("¿Califico para internet?", "Elegir")
    assert "\n1 " not in greeting


async def test_a_button_a_number_and_a_word_all_answer(whatsapp: Phone) -> None:
    await whatsapp.ask("hola")
    *_, question = await whatsapp.tap((await whatsapp.came())[-1], 1)
    asked = (await whatsapp.came())[-1]
    assert (asked["text"], asked["buttons"]) == (question, ["Sí", "No", "No sé"])
    for answer in ("1", "no", "la segunda"):
        *_, following = await whatsapp.ask(answer)
        assert following != question
        question = following


async def test_a_tap_on_an_old_message_is_explained(whatsapp: Phone) -> None:
    await whatsapp.ask("hola")
    menu = (await whatsapp.came())[-1]
    await whatsapp.tap(menu, 1)
    [explained] = await whatsapp.tap(menu, 2)
    assert explained.startswith("Esa opción no es de una pregunta abierta.")


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
