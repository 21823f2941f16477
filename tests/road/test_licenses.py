"""A license over SMS, from the request to the end, and what was stored of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.harness.answers import SECONDS
from tests.harness.phone import Phone

SEATS = 1_000
"""Of the reserve: enough for every test that asks for one."""
OF_CONVERSATION = "WHERE conversation_id = %s"


@pytest.fixture(autouse=True)
async def seats(database: psycopg.AsyncConnection[Any]) -> None:
    """Seats for all."""
    await database.execute(
        "INSERT INTO pools (provider, organization, seats) VALUES ('coursera', '', %s) "
        "ON CONFLICT (provider, organization) DO UPDATE SET seats = excluded.seats",
        (SEATS,),
    )


async def ask_for_one(database: psycopg.AsyncConnection[Any], phone: Phone) -> str:
    """Asks for a license to the end; the id of the conversation."""
    email = f"r{phone.number[1:]}@example.org"
    for text in ("i want a coursera license", "yes", "data", "3", "1", email):
        await phone.ask(text)
    told = await phone.ask("yes")
    assert told[0].startswith("Good news: you have a Coursera license now, until ")
    cursor = await database.execute(
        "SELECT conversation_id FROM inbound_messages WHERE text = %s", (email,)
    )
    [conversation_id] = await cursor.fetchone() or (None,)
    return str(conversation_id)


async def license_of(
    database: psycopg.AsyncConnection[Any], conversation_id: str
) -> tuple[Any, ...]:
    """Its state, pool, end and renewals."""
    cursor = await database.execute(
        f"SELECT state, pool, ends_at, renewals FROM licenses {OF_CONVERSATION}",
        (conversation_id,),
    )
    return await cursor.fetchone() or ()


async def test_a_license_is_granted_renewed_and_given_up(
    database: psycopg.AsyncConnection[Any], phone: Phone
) -> None:
    conversation_id = await ask_for_one(database, phone)
    state, pool, ends_at, renewals = await license_of(database, conversation_id)
    assert (state, pool, renewals) == ("granted", "", 0)
    assert timedelta(days=119) < ends_at - datetime.now(UTC) < timedelta(days=125)

    [early] = await phone.ask("can i renew my license")
    assert early.startswith("It is too soon to renew.")
    soon = datetime.now(UTC) + timedelta(days=20)
    await database.execute(
        f"UPDATE licenses SET ends_at = %s {OF_CONVERSATION}", (soon, conversation_id)
    )
    [told] = await phone.ask("when does my license expire")
    assert "You can renew it now." in told
    [renewed] = await phone.ask("renew my license please")
    assert renewed.startswith("Done!")
    state, _, ends_at, renewals = await license_of(database, conversation_id)
    assert (state, renewals) == ("granted", 1)
    assert ends_at - soon > timedelta(days=119)

    told, _ = await phone.ask("i want another coursera license")
    assert told.startswith("You have a Coursera license")
    await phone.ask("do i have a license")
    [sure] = await phone.ask("give up my license")
    assert sure.endswith("1 Yes\n2 No")
    await phone.ask("1")
    assert (await license_of(database, conversation_id))[:2] == ("given_up", None)


async def is_told(
    database: psycopg.AsyncConnection[Any], conversation_id: str, begins: str
) -> bool:
    """Whether a notice was written: it goes out at once, or by night is held until the morning."""
    cursor = await database.execute(
        f"SELECT text FROM outbound_messages {OF_CONVERSATION} AND purpose = 'reminder'",
        (conversation_id,),
    )
    return any(text.startswith(begins) for (text,) in await cursor.fetchall())


async def test_a_license_that_ended_is_told_by_the_workers(
    database: psycopg.AsyncConnection[Any], phone: Phone
) -> None:
    conversation_id = await ask_for_one(database, phone)
    await database.execute(
        f"UPDATE licenses SET ends_at = now() - interval '1 minute' {OF_CONVERSATION}",
        (conversation_id,),
    )
    async with asyncio.timeout(SECONDS):
        while not await is_told(database, conversation_id, "Your Coursera license ended on"):
            await asyncio.sleep(0.2)
    assert (await license_of(database, conversation_id))[:2] == ("expired", None)


async def test_no_e_mail_is_kept_in_plain_words(
    database: psycopg.AsyncConnection[Any], phone: Phone
) -> None:
    conversation_id = await ask_for_one(database, phone)
    cursor = await database.execute(
        f"SELECT email_encrypted FROM licenses {OF_CONVERSATION}", (conversation_id,)
    )
    [kept] = await cursor.fetchone() or (b"",)
    assert kept
    assert b"@" not in kept
