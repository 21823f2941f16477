"""STOP, START and HELP, by us and by Twilio, and what everybody is told once."""

from typing import Any

import psycopg
import pytest

from bot.channels.twilio.segments import segments
from tests.harness.answers import count_of_answers
from tests.harness.phone import TERMS, Phone
from tests.harness.visitor import Visitor

CHANGES = """
    SELECT kind, topic, source, words FROM consents
    WHERE conversation_id = (
        SELECT conversation_id FROM inbound_messages WHERE provider_id = %s
    ) ORDER BY id"""


async def changes(
    database: psycopg.AsyncConnection[Any], provider_id: str
) -> list[tuple[str, str, str, str]]:
    """The record of consent of whoever sent a message."""
    cursor = await database.execute(CHANGES, (provider_id,))
    return [(kind, topic, source, words) for kind, topic, source, words in await cursor.fetchall()]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("hello", ["Enlace", "Chicago", "Message and data rates may apply", "HELP", "STOP"]),
        ("hola", ["Enlace", "Chicago", "cargos por mensajes y datos", "AYUDA", "ALTO"]),
    ],
)
async def test_the_terms_are_told_once_in_one_segment_and_ones_own_language(
    phone: Phone, text: str, points: list[str]
) -> None:
    first = await phone.ask_anew(text)
    assert len(first) == 2
    assert [point for point in points if point not in first[0]] == []
    assert segments(first[0]).count == 1
    assert not any(answer.startswith(TERMS) for answer in await phone.ask_anew(text))


async def test_that_they_wrote_first_is_on_record_with_their_words(
    phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    await phone.ask("hello there")
    sent = await phone.text("stop the reminders")
    await count_of_answers(phone.database_url, sent)  # delivered before the network blocks us
    await phone.ask("STOP")
    assert await changes(database, sent) == [
        ("opt_in", "all", "wrote_first", "hello there"),
        ("opt_out", "reminders", "words", "stop the reminders"),
        ("opt_out", "all", "provider", "STOP"),
    ]


async def test_who_begins_with_a_stop_is_told_nothing_else(phone: Phone) -> None:
    [answer] = await phone.ask_anew("ya no me manden mensajes")
    assert "INICIAR" in answer


async def test_only_words_for_it_bring_messages_back(phone: Phone) -> None:
    await phone.ask("hello")
    assert len(await phone.ask("please take me off this list")) == 1
    for text in ("hello", "take me off this list", "do we qualify", "2"):
        assert await phone.ask(text) == []
    assert "Welcome back" in (await phone.ask("START"))[0]
    assert await phone.ask("thanks") != []


async def test_yes_brings_them_back_only_where_nothing_was_asked(phone: Phone) -> None:
    await phone.ask("do we qualify")  # a question is open
    await phone.ask("ALTO")  # ours, with our confirmation
    await phone.ask("START")
    await phone.ask("thanks")
    await phone.ask("ALTO")
    assert "Welcome back" in (await phone.ask("YES"))[0]


async def test_yes_brings_back_what_twilio_stopped_whatever_was_asked(phone: Phone) -> None:
    """Twilio takes it for a start, and says so."""
    await phone.ask("do we qualify")
    assert await phone.ask("STOP") == []
    assert await phone.ask("YES") == []  # Twilio confirms, we do not
    assert await phone.ask("thanks") != []


@pytest.mark.parametrize(
    "text",
    [
        "UNSTOP",
        "please don't stop texting me",
        "I'm not getting your messages",
        "no me den de baja",
    ],
)
async def test_who_wants_messages_is_not_silenced(phone: Phone, text: str) -> None:
    await phone.ask("hello")
    await phone.ask(text)
    assert await phone.ask("do we qualify") != []


async def test_what_sounds_like_a_stop_and_may_be_none_is_asked_about(phone: Phone) -> None:
    await phone.ask("hello")
    [answer] = await phone.ask("can you guys quit it with all these?")
    assert "Do you want no more messages" in answer
    assert await phone.ask("2") == ["OK, we go on."]


async def test_what_was_answered_yes_is_on_record_with_the_wish(
    phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    await phone.ask("hello")
    await phone.ask("can you guys quit it with all these?")
    sent = await phone.text("1")
    await count_of_answers(phone.database_url, sent)
    *_, (kind, _, source, words) = await changes(database, sent)
    assert (kind, source) == ("opt_out", "words")
    assert words.startswith("can you guys quit it with all these? (")


async def test_who_begins_with_a_wish_to_stop_is_confirmed_in_its_language(phone: Phone) -> None:
    [answer] = await phone.ask("no me escriban")
    assert "INICIAR" in answer


async def test_a_stop_at_twilio_after_ours_is_on_record_too(
    phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    sent = await phone.text("hello")
    await count_of_answers(phone.database_url, sent)
    await phone.ask("ALTO")
    await phone.ask("STOP")
    assert [
        source for kind, _, source, _ in await changes(database, sent) if kind == "opt_out"
    ] == [
        "words",
        "provider",
    ]


async def test_help_may_be_asked_for_politely(phone: Phone) -> None:
    await phone.ask("hello")
    notice, menu = await phone.ask("info please")
    assert "STOP" in notice
    assert "1 Do I qualify" in menu


async def test_a_kind_is_ended_alone_where_the_language_model_alone_hears_the_wish(
    phone: Phone,
) -> None:
    await phone.ask("hola")
    [answer] = await phone.ask("quiteme los recordatorios pero las noticias si me gustan")
    assert "ya no le mando recordatorios" in answer
    assert await phone.ask("califico para el internet?") != []


async def test_two_kinds_can_be_stopped_at_once(phone: Phone) -> None:
    await phone.ask("hello")
    [answer] = await phone.ask("stop reminders and promos")
    assert "no more reminders or news" in answer
    assert await phone.ask("do we qualify") != []


async def test_one_kind_can_be_stopped_by_itself(phone: Phone) -> None:
    await phone.ask("hello")
    [answer] = await phone.ask("no more reminders please")
    assert "no more reminders" in answer
    assert await phone.ask("do we qualify") != []


async def test_help_is_answered_even_where_messages_are_stopped(phone: Phone) -> None:
    await phone.ask("hola")
    assert "cargos" in (await phone.ask("AYUDA"))[0]
    await phone.ask("no me escriban")
    [answer] = await phone.ask("ayuda")
    assert "cargos" in answer


async def test_help_is_answered_in_the_language_of_the_word(phone: Phone) -> None:
    """Whatever the conversation began in."""
    await phone.ask("hello")
    notice, spanish = await phone.ask("AYUDA")
    assert "cargos" in notice
    assert "1 ¿Califico" in spanish
    *_, english = await phone.ask("Help")
    assert "1 Do I qualify" in english


async def test_a_place_is_answered_with_grace(phone: Phone) -> None:
    await phone.ask("hello")
    [answer] = await phone.ask("", place=True)
    assert "ZIP" in answer


async def test_the_web_chat_has_no_terms_of_phone_companies(visitor: Visitor) -> None:
    answers = await visitor.ask("hello")
    assert not any(str(answer).startswith(TERMS) for answer in answers)
