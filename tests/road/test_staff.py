"""Staff talk with a resident in their own conversation, and the assistant is silent meanwhile."""

from typing import Any

import psycopg

from tests.conftest import SharedService
from tests.harness.command import FAILED, USAGE, Done, enlace
from tests.harness.phone import Phone, new_number
from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]


def cases(service: SharedService, *arguments: str) -> Done:
    """`enlace cases …` beside the service that runs."""
    environment = {"ENLACE_DATABASE_URL": service.database_url, "COLUMNS": "200"}
    return enlace("cases", *arguments, **environment)


async def case_of(database: Connection, words: str) -> dict[str, Any]:
    """The case that a message with these words opened."""
    cursor = await database.execute(
        "SELECT cases.id, cases.kind, cases.status, cases.is_urgent, cases.details FROM cases"
        " JOIN inbound_messages inbound ON inbound.id = cases.inbound_id"
        " WHERE inbound.text = %s ORDER BY cases.id DESC LIMIT 1",
        (words,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return dict(zip(("id", "kind", "status", "is_urgent", "details"), row, strict=True))


async def test_staff_answer_in_the_conversation_and_hand_it_back(
    service: SharedService, phone: Phone, database: Connection
) -> None:
    wish = f"i want to talk to a real person {phone.mark} please"
    [noted, _] = await phone.ask(wish)
    assert "asked our staff" in noted
    case = await case_of(database, wish)
    number = str(case["id"])

    assert f" {number} " in cases(service, "list").stdout
    assert cases(service, "assign", number, "Rosa").returncode == 0
    assert cases(service, "answer", number, "Hi, this is Rosa. How can I help?").returncode == 0
    await phone.wait_for("Hi, this is Rosa. How can I help?")
    assert await phone.ask("do we qualify?") == []

    shown = cases(service, "show", number).stdout
    assert "do we qualify?" in shown
    assert "Rosa" in shown

    assert cases(service, "close", number).returncode == 0
    assert await phone.ask("thank you") != []
    assert any("I'm back" in text for text in await phone.received())
    assert cases(service, "answer", number, "one more thing").returncode == FAILED


async def test_staff_see_whom_messages_do_not_reach_and_why(
    service: SharedService, phone: Phone, database: Connection
) -> None:
    wish = f"necesito que alguien me llame {phone.mark}"
    await phone.ask(wish)
    number = str((await case_of(database, wish))["id"])
    assert "not reached" not in cases(service, "show", number).stdout.lower()
    lost = (
        "UPDATE conversations SET unreachable_at = now(), unreachable_code = %s,"
        " unreachable_until = now() + %s::interval FROM cases"
        " WHERE conversation_id = conversations.id AND cases.id = %s"
    )
    for code, hours, why, again in (
        ("30006", None, "This number is a landline", "once they write"),
        ("30003", "4 hours", "The phone is off or out of reach", "after 20"),
    ):
        await database.execute(lost, (code, hours, number))
        shown = cases(service, "show", number).stdout
        assert f"{why}" in shown
        assert f"We write first again {again}" in shown
    assert "not before" in cases(service, "list").stdout


async def test_the_web_chat_shows_who_writes(
    service: SharedService, visitor: Visitor, database: Connection
) -> None:
    wish = "quiero hablar con una persona de verdad, por favor, en la web"
    await visitor.ask(wish)
    number = str((await case_of(database, wish))["id"])
    assert cases(service, "answer", number, "Hola, soy Luis").returncode == 0
    async for name, said in visitor.events():
        if name == "message" and said["text"] == "Hola, soy Luis":
            assert said["from"] == "staff"
            return


async def test_stop_and_words_of_danger_are_obeyed_while_staff_are_answering(
    service: SharedService, phone: Phone, database: Connection
) -> None:
    wish = f"puedo hablar con alguien {phone.mark}"
    await phone.ask(wish)
    number = str((await case_of(database, wish))["id"])
    cases(service, "answer", number, "Hola, ¿en qué le ayudo?")
    await phone.wait_for("Hola, ¿en qué le ayudo?")
    [line, *_] = await phone.ask("me quiero morir")
    assert "988" in line
    [stopped] = await phone.ask("ALTO")
    assert "INICIAR" in stopped
    held = cases(service, "answer", number, "¿Sigue ahí?")
    assert held.returncode == FAILED
    assert "stopped all messages" in held.stderr


async def test_an_answer_that_whatsapp_takes_no_more_is_told_and_the_case_stays_open(
    service: SharedService, database: Connection
) -> None:
    """A day after their last message; once they write, it can be answered."""
    whatsapp = Phone(service.base_url, service.database_url, f"whatsapp:{new_number()}")
    wish = f"necesito hablar con una persona {whatsapp.mark}"
    await whatsapp.ask(wish)
    number = str((await case_of(database, wish))["id"])
    await database.execute(
        "UPDATE inbound_messages SET received_at = received_at - interval '25 hours'"
        " WHERE text = %s",
        (wish,),
    )
    done = cases(service, "answer", number, "Buenos días")
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert "24 hours" in done.stderr
    assert "another way" in done.stderr
    assert (await case_of(database, wish))["status"] == "open"
    assert "WhatsApp takes it only within 24 hours" in cases(service, "show", number).stdout

    assert await whatsapp.ask("hola") != [], "the assistant is not silent"
    assert cases(service, "answer", number, "Buenas tardes").returncode == 0
    await whatsapp.wait_for("Buenas tardes")
    assert "Buenos días" not in await whatsapp.received()


async def test_a_case_that_is_forgotten_does_not_silence_the_assistant_for_ever(
    service: SharedService, phone: Phone, database: Connection
) -> None:
    wish = f"can someone call me {phone.mark}"
    await phone.ask(wish)
    case = await case_of(database, wish)
    cases(service, "answer", str(case["id"]), "We will call you")
    await phone.wait_for("We will call you")
    assert await phone.ask("thanks") == []
    await database.execute(
        "UPDATE cases SET answered_at = answered_at - interval '3 days' WHERE id = %s",
        (case["id"],),
    )
    assert await phone.ask("thanks") != []


def test_errors_are_one_sentence(service: SharedService) -> None:
    unknown = cases(service, "close", "999999999")
    assert unknown.returncode == FAILED
    assert "There is no case 999999999" in unknown.stderr
    assert cases(service, "answer", "one", "text").returncode == USAGE
    assert cases(service, "answer", "1", "  ").returncode == USAGE


async def test_feedback_is_kept_with_its_tone(phone: Phone, database: Connection) -> None:
    complaint = f"this thing is useless, you dont understand me {phone.mark}"
    [answer] = await phone.ask(complaint)
    assert "sorry" in answer
    case = await case_of(database, complaint)
    assert (case["kind"], case["is_urgent"]) == ("feedback", False)
    assert case["details"] == {"tone": "complaint"}


async def test_asked_again_the_case_is_still_the_one(phone: Phone, database: Connection) -> None:
    await phone.ask("i need a person")
    [already, _] = await phone.ask("can i talk to a human")
    assert "You asked for a person on" in already
    cursor = await database.execute(
        "SELECT count(*) FROM cases JOIN inbound_messages inbound"
        " ON inbound.conversation_id = cases.conversation_id WHERE inbound.text = 'i need a person'"
        " AND cases.opened_at < inbound.received_at"
    )
    assert await cursor.fetchone() == (0,)
