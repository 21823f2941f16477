"""Who wishes to be erased is erased everywhere: every table of the database is searched."""

import asyncio
import uuid
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.conftest import SharedService
from tests.harness.phone import Phone
from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]
SECONDS = 60
NAME = "Zenobia Quetzalcoatl"


async def test_everything_about_a_resident_is_erased(
    phone: Phone, visitor: Visitor, database: Connection
) -> None:
    await phone.ask(f"hola soy {NAME}, mi código postal es 60699")
    await phone.ask("this app is useless")
    await phone.ask("quiero hablar con una persona")
    ids = await ids_of(database, f"hola soy {NAME}%")
    await visitor.ask("good morning")
    await book_and_ask(database, ids)
    await prove_phone(database, ids)
    before = await found(database, ids, phone.number)
    assert {"conversations", "inbound_messages", "rasa_turns", "licenses", "cases"} <= set(before)
    assert {"registrations", "survey_responses", "verified_phones"} <= set(before)

    [question] = await phone.ask("borren mis datos")
    assert question.rstrip().endswith("2 No, dejarlo")
    [done] = await phone.ask("1")
    assert "En unos minutos" in done
    entries = await count(database, "SELECT count(*) FROM audit WHERE action = 'resident.erased'")
    await let_time_pass(database, ids["conversation"])

    await gone(database, ids["conversation"])
    assert await found(database, ids, phone.number) == {}
    noted = await count(database, "SELECT count(*) FROM audit WHERE action = 'resident.erased'")
    assert noted > entries
    assert "Soy Enlace" in (await phone.ask("hola"))[0]  # as to somebody who never wrote


@pytest.mark.parametrize("word", ["2", "no, espere", "no quiero que borren nada"])
async def test_a_no_leaves_all_as_it_was(word: str, phone: Phone, database: Connection) -> None:
    await phone.ask(f"borren mis datos por favor {phone.mark}")
    [kept] = await phone.ask(word)
    assert "dejo todo como" in kept
    assert await wishes(database, phone.mark) == 0


@pytest.mark.parametrize("word", ["yes", "yes please erase everything you have", "delete my data"])
async def test_a_yes_in_other_words_is_one(word: str, phone: Phone, database: Connection) -> None:
    await phone.ask(f"delete my data {phone.mark}")
    [done] = await phone.ask(word)
    assert "will all be gone" in done
    assert await wishes(database, phone.mark) == 1


async def test_a_form_that_was_open_is_over(phone: Phone) -> None:
    await phone.ask("do we qualify?")
    [question] = await phone.ask("please erase my info")
    assert "Erase it all?" in question
    [kept, *asked_on] = await phone.ask("no")
    assert "keep it all" in kept
    assert asked_on
    await phone.ask("erase my info")
    [done] = await phone.ask("yes")
    assert "will all be gone" in done


async def test_the_web_chat_shows_that_it_is_done(visitor: Visitor, database: Connection) -> None:
    [question] = await visitor.ask("please delete all my data")
    yes, _ = question["choices"]
    [done] = await visitor.choose(yes)
    conversation = await database.execute(
        "SELECT conversation_id::text FROM outbound_messages WHERE id = %s", (int(done["id"]),)
    )
    [row] = await conversation.fetchall()
    await let_time_pass(database, row[0])
    await gone(database, row[0])
    [greeting] = await visitor.ask("hello")
    assert "I am Enlace" in greeting["text"]


async def test_the_same_number_on_another_channel_is_erased_with_it(
    service: SharedService, phone: Phone, database: Connection
) -> None:
    whatsapp = Phone(service.base_url, service.database_url, f"whatsapp:{phone.number}")
    words = f"hello there {uuid.uuid4()}"
    await whatsapp.ask(words)
    ids = await ids_of(database, words)
    await phone.ask("delete my data")
    await phone.ask("1")
    await let_time_pass(database, ids["conversation"])
    await gone(database, ids["conversation"])


async def test_whose_code_was_typed_elsewhere_is_not_erased_from_there(
    phone: Phone, visitor: Visitor, database: Connection
) -> None:
    words = f"hello there {uuid.uuid4()}"
    await phone.ask(words)
    ids = await ids_of(database, words)
    await visitor.ask("good morning")
    await prove_phone(database, ids)
    [question] = await visitor.ask("please delete all my data")
    await visitor.choose(question["choices"][0])
    cursor = await database.execute(
        "SELECT erasing_since FROM conversations WHERE id = %s", (ids["conversation"],)
    )
    assert await cursor.fetchone() == (None,)


async def test_a_stop_outlives_the_erasure(phone: Phone, database: Connection) -> None:
    words = f"hello there {uuid.uuid4()}"
    await phone.ask(words)
    ids = await ids_of(database, words)
    await phone.ask("please quit texting me")
    await database.execute(  # as by another of their addresses
        "UPDATE conversations SET erasing_since = now() - interval '1 day' WHERE id = %s",
        (ids["conversation"],),
    )
    await gone(database, ids["conversation"])
    assert await phone.ask("do we qualify?") == []
    assert await phone.ask("start") != []
    cursor = await database.execute(
        "SELECT count(*) FROM stopped_addresses WHERE address_hash = %s", (ids["hash"],)
    )
    assert await cursor.fetchone() == (0,)


async def ids_of(database: Connection, words: str) -> dict[str, Any]:
    """The ids of the resident who wrote something."""
    cursor = await database.execute(
        "SELECT conversation.id::text, conversation.resident_id::text, inbound.id::text,"
        " conversation.address_hash FROM inbound_messages inbound"
        " JOIN conversations conversation ON conversation.id = inbound.conversation_id"
        " WHERE inbound.text LIKE %s ORDER BY inbound.received_at DESC LIMIT 1",
        (words,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return dict(zip(("conversation", "resident", "inbound", "hash"), row, strict=True))


async def book_and_ask(database: Connection, ids: dict[str, Any]) -> None:
    """A seat, a license and a survey of theirs."""
    own = f"erasure-{uuid.uuid4()}"
    await database.execute(
        "INSERT INTO organizations (id, name, kind, zip_code, languages)"
        " VALUES (%s, 'Test', 'cbo', '60633', '{en}')",  # far from everybody in tests/conversations
        (own,),
    )
    await database.execute(
        "INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at, ends_at,"
        " address, zip_code, capacity, language, childcare, notes) VALUES (%s, 'test', '{}', %s,"
        " now() + interval '90 days', now() + interval '91 days', 'x', '60633', 1, 'en', false,"
        " '{}')",
        (own, own),
    )
    await database.execute(
        "INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,"
        " created_at, updated_at) VALUES (%s, %s, %s, %s, 'registered', now(), now())",
        (own, ids["resident"], ids["conversation"], NAME),
    )
    await database.execute(
        "INSERT INTO licenses (provider, resident_id, conversation_id, organization, email_hash,"
        " email_encrypted, state, requested_at, updated_at)"
        " VALUES (%s, %s, %s, '', 'x', 'x', 'requested', now(), now())",
        (own, ids["resident"], ids["conversation"]),
    )
    await database.execute(
        "INSERT INTO survey_responses (survey, resident_id, language, answers, consented_at)"
        " VALUES ('interests', %s, 'es', %s, now())",
        (ids["resident"], f'{{"goal": "{NAME}"}}'),
    )


async def prove_phone(database: Connection, ids: dict[str, Any]) -> None:
    """Somebody proved on the web to hold their phone."""
    await database.execute(
        "INSERT INTO verified_phones (conversation_id, phone_hash, verified_at)"
        " SELECT id, %s, now() FROM conversations WHERE channel = 'web'"
        " ORDER BY created_at DESC LIMIT 1",
        (ids["hash"],),
    )


async def found(database: Connection, ids: dict[str, Any], number: str) -> dict[str, int]:
    """Tables with rows in which anything of a resident stands, in whatever type of column."""
    digits = number.removeprefix("+")
    needles = [digits, digits.encode().hex(), NAME, NAME.encode().hex(), ids["hash"].hex()]
    needles += [ids["conversation"], ids["resident"], ids["inbound"]]
    cursor = await database.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    rows = {}
    for (table,) in await cursor.fetchall():
        query = sql.SQL("SELECT count(*) FROM {} each WHERE each::text LIKE ANY(%s)")
        counted = await database.execute(
            query.format(sql.Identifier(table)), ([f"%{needle}%" for needle in needles],)
        )
        [(number_of_rows,)] = await counted.fetchall()
        if number_of_rows:
            rows[table] = number_of_rows
    return rows


async def count(database: Connection, query: str) -> int:
    cursor = await database.execute(query)
    [(number,)] = await cursor.fetchall()
    return int(number)


async def wishes(database: Connection, mark: str) -> int:
    """In how many conversations the wish to be erased stands: in those where a mark was said."""
    cursor = await database.execute(
        "SELECT count(*) FROM conversations WHERE erasing_since IS NOT NULL AND id IN ("
        " SELECT conversation_id FROM inbound_messages WHERE text LIKE %s)",
        (f"%{mark}%",),
    )
    [(number,)] = await cursor.fetchall()
    return int(number)


async def let_time_pass(database: Connection, conversation_id: str) -> None:
    """As if they had wished it an hour ago."""
    await database.execute(
        "UPDATE conversations SET erasing_since = erasing_since - interval '1 hour' WHERE id = %s",
        (conversation_id,),
    )


async def gone(database: Connection, conversation_id: str) -> None:
    """Waits until a conversation is there no more."""
    async with asyncio.timeout(SECONDS):
        while True:
            cursor = await database.execute(
                "SELECT 1 FROM conversations WHERE id = %s", (conversation_id,)
            )
            if await cursor.fetchone() is None:
                return
            await asyncio.sleep(0.2)
