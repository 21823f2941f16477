"""A program that answers us is noticed, and the talk ended; a person is not taken for one."""

from datetime import timedelta

import pytest

from bot.conversation import loops
from bot.conversation.replies import Phrase
from tests.conversation.answering import ANSWER, Answering
from tests.harness.phone import new_number

MACHINE = "Our lobby is open from nine to five, Monday through Friday."


async def test_the_same_text_again_and_again_ends_in_silence(answering: Answering) -> None:
    phone = new_number()
    await answering.ask(*[MACHINE] * 20, phone=phone)
    assert await answering.said(phone) == [ANSWER] * loops.TIMES + [loops.NOTICE]


async def test_a_person_gets_on_with_any_other_text(answering: Answering) -> None:
    phone = new_number()
    await answering.ask(*[MACHINE] * 8, "sorry! how do i apply", MACHINE, phone=phone)
    assert (await answering.said(phone))[-3:] == [loops.NOTICE, ANSWER, ANSWER]


async def test_short_answers_may_repeat(answering: Answering) -> None:
    phone = new_number()
    await answering.ask(*["yes"] * 12, phone=phone)
    assert await answering.said(phone) == [ANSWER] * 12


async def test_the_same_question_on_another_day_is_a_question(answering: Answering) -> None:
    phone = new_number()
    for _ in range(8):
        await answering.ask("when is the next computer class?", phone=phone)
        answering.clock.time += timedelta(hours=1)
    assert await answering.said(phone) == [ANSWER] * 8


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving with Focus turned on. I'll see your message when I get where I'm going.",
        '(I\'m not receiving notifications. If this is urgent, reply "urgent".)',
        "Automatic reply: I am out of the office until December 5 and will respond when I return.",
        "This number is not monitored. Please do not reply to this message.",
        "Thank you for contacting us, a representative will be with you shortly.",
        "Respuesta automática: estaré fuera de la oficina hasta el 5 de diciembre.",
        "Estoy conduciendo con el modo No molestar. Veré su mensaje cuando llegue.",
        "Gracias por su mensaje, en breve le responderemos.",
        "Este es un mensaje automático, por favor no responda a este mensaje.",
    ],
)
async def test_an_automatic_reply_is_not_answered(answering: Answering, text: str) -> None:
    phone = new_number()
    await answering.ask("hello", text, "hello again", phone=phone)
    assert await answering.said(phone) == [ANSWER] * 2
    assert (await answering.states(phone))[1] == ("answered", loops.AUTO_REPLY)


async def test_an_echo_is_not_answered(answering: Answering) -> None:
    phone = new_number()
    await answering.ask("hello", phone=phone)
    text = answering.app.catalog["en"].text(Phrase(key=ANSWER))
    await answering.ask(text, phone=phone)
    assert await answering.said(phone) == [ANSWER]


@pytest.mark.parametrize(
    "text",
    [
        "can you reply when you get back to me",
        "i am driving my kids to school, can i do it later",
        "thank you for your message. how do i apply",
        "i work in an office and im out of work now",
        "how do i set up an automatic reply in my email",
        "estoy manejando un taxi, hay clases de noche",
        "gracias por su mensaje, como aplico",
        "no respondan a mi otro numero",
    ],
)
async def test_a_person_is_answered(answering: Answering, text: str) -> None:
    phone = new_number()
    await answering.ask("hello", text, phone=phone)
    assert len(await answering.said(phone)) == 2


async def test_nobody_begins_with_an_automatic_reply(answering: Answering) -> None:
    """What comes without a message of ours before it was typed."""
    phone = new_number()
    await answering.ask("i will be out of the office, can i still come?", phone=phone)
    assert await answering.said(phone) == [ANSWER]
