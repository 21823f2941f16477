"""Twilio's webhooks: genuine ones are taken once, others not at all."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from twilio.request_validator import RequestValidator

from tests.conftest import CREDENTIALS, SharedService
from tests.harness.answers import count_of_answers, local_client
from tests.harness.phone import Phone, new_number

Connection = psycopg.AsyncConnection[Any]
Post = Callable[..., Any]


def inbound(text: str = "hola", **extra: str) -> dict[str, str]:
    return {
        "MessageSid": "SM" + secrets.token_hex(16),
        "AccountSid": CREDENTIALS["TWILIO_ACCOUNT_SID"],
        "From": new_number(),
        "To": "+13125550100",
        "Body": text,
        "NumMedia": "0",
        **extra,
    }


@pytest.fixture
def post(service: SharedService) -> Post:
    """Posts a form to a webhook, signed as Twilio signs it unless told otherwise."""

    async def post(
        form: dict[str, str], path: str = "/webhooks/twilio", signature: str | None = None
    ) -> httpx.Response:
        url = f"{service.base_url}{path}"
        signed = RequestValidator(CREDENTIALS["TWILIO_AUTH_TOKEN"]).compute_signature(url, form)
        headers = {"X-Twilio-Signature": signed if signature is None else signature}
        async with local_client(service.base_url) as client:
            return await client.post(url, data=form, headers=headers)

    return post


async def stored(database: Connection, form: dict[str, str]) -> int:
    cursor = await database.execute(
        "SELECT count(*) FROM inbound_messages WHERE provider_id = %s", (form["MessageSid"],)
    )
    [count] = await cursor.fetchone() or (0,)
    return int(count)


@pytest.mark.parametrize("signature", ["", "wrong", "A" * 28])
async def test_a_forged_message_is_refused_and_not_stored(
    post: Post, database: Connection, signature: str
) -> None:
    form = inbound()
    assert (await post(form, signature=signature)).status_code == 403
    assert await stored(database, form) == 0


async def test_the_same_message_five_times_at_once_is_answered_once(
    post: Post, database: Connection
) -> None:
    form = inbound("what is chicago connected")
    answers = await asyncio.gather(*(post(form) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert await stored(database, form) == 1
    rows = await answered(database, form)
    assert len(rows) == len(set(rows)) > 0


async def answered(database: Connection, form: dict[str, str]) -> list[str]:
    """The texts that answer a message, once it is answered."""
    async with asyncio.timeout(30):
        while True:
            cursor = await database.execute(
                "SELECT outbound.text FROM outbound_messages outbound"
                " JOIN inbound_messages inbound ON inbound.id = outbound.inbound_id"
                " WHERE inbound.provider_id = %s AND inbound.status = 'answered'",
                (form["MessageSid"],),
            )
            if rows := await cursor.fetchall():
                return [text for (text,) in rows]
            await asyncio.sleep(0.05)


async def test_a_message_without_what_twilio_always_sends_is_refused(post: Post) -> None:
    form = inbound()
    del form["From"]
    answer = await post(form)
    assert answer.status_code == 400
    assert "From" in answer.text


async def test_a_late_receipt_never_moves_a_message_back(
    post: Post, phone: Phone, database: Connection
) -> None:
    before = await newest_delivered(database)
    await phone.ask("gracias")
    async with asyncio.timeout(20):
        while (sid := await newest_delivered(database)) == before:
            await asyncio.sleep(0.05)
    for status in ("sending", "failed", "queued"):
        form = {"MessageSid": str(sid), "MessageStatus": status}
        assert (await post(form, "/webhooks/twilio/status")).status_code == 204
    cursor = await database.execute(
        "SELECT status FROM outbound_messages WHERE provider_id = %s", (sid,)
    )
    assert await cursor.fetchone() == ("delivered",)


async def newest_delivered(database: Connection) -> str | None:
    cursor = await database.execute(
        "SELECT provider_id FROM outbound_messages WHERE key = 'thank'"
        " AND status = 'delivered' ORDER BY id DESC LIMIT 1"
    )
    [sid] = await cursor.fetchone() or (None,)
    return sid


async def test_a_receipt_for_nothing_of_ours_is_taken_quietly(post: Post) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered"}
    assert (await post(form, "/webhooks/twilio/status")).status_code == 204
    assert (await post(form, "/webhooks/twilio/status", signature="no")).status_code == 403


@pytest.mark.parametrize("outbound", ["9" * 19, "9" * 5_000, "-1", "x", "", "٣", "0"])
@pytest.mark.parametrize("extra", [{}, {"ErrorCode": "30003"}])
async def test_a_receipt_with_a_number_of_no_message_is_taken_quietly(
    post: Post, extra: dict[str, str], outbound: str
) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "undelivered", **extra}
    path = f"/webhooks/twilio/status?outbound={quote(outbound)}"
    assert (await post(form, path)).status_code == 204


async def test_phone_numbers_are_kept_encrypted(phone: Phone, database: Connection) -> None:
    await phone.ask("hola")
    cursor = await database.execute(
        "SELECT count(*) FROM conversations WHERE address_encrypted LIKE %s OR address_hash = %s",
        (f"%{phone.number}%".encode(), phone.number.encode()),
    )
    assert await cursor.fetchone() == (0,)


async def test_what_advanced_opt_out_did_is_recorded_and_not_said_again(
    post: Post, database: Connection
) -> None:
    form = inbound("salir", OptOutType="STOP")
    assert (await post(form)).status_code == 200
    async with asyncio.timeout(30):
        while not (row := await (await database.execute(CONSENT, form)).fetchone()):
            await asyncio.sleep(0.05)
    assert row == ("opt_out", "provider", "salir", 0)


async def test_a_yes_that_answers_brings_nothing_back_though_twilio_takes_it_for_a_start(
    phone: Phone, post: Post, database: Connection
) -> None:
    for text in ("hello", "no more reminders", "do we qualify"):
        await phone.ask(text)
    form = inbound("YES", From=phone.number, OptOutType="START")
    assert (await post(form)).status_code == 200
    assert await count_of_answers(phone.database_url, form["MessageSid"]) > 0
    cursor = await database.execute(STOPPED, form)
    assert await cursor.fetchall() == [("reminders",)]


STOPPED = """
    SELECT topic FROM stopped_topics JOIN inbound_messages USING (conversation_id)
    WHERE provider_id = %(MessageSid)s"""
CONSENT = """
    SELECT consent.kind, consent.source, consent.words,
        (SELECT count(*) FROM outbound_messages outbound WHERE outbound.inbound_id = inbound.id)
    FROM consents consent JOIN inbound_messages inbound USING (conversation_id)
    WHERE inbound.provider_id = %(MessageSid)s"""
