"""What follows from Twilio's receipts: once, whether they come late, twice or out of order."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bot.http import http_app
from bot.store.models import Conversation, OutboundMessage
from tests.conversation.answering import Answering
from tests.harness.phone import new_number
from tests.harness.standin import TOKEN


class Twilio:
    """Tells the service what became of the last message to somebody."""

    def __init__(self, answering: Answering, phone: str) -> None:
        self._database = answering.app.database
        self._theirs = Conversation.address_hash == answering.app.vault.digest(phone)
        self._address = str(answering.app.settings.public_url)
        app = httpx.ASGITransport(http_app(answering.app))
        self._http = httpx.AsyncClient(transport=app, base_url=self._address)

    async def tells(self, status: str, code: str | None, outbound_id: int) -> None:
        path = f"/webhooks/twilio/status?outbound={outbound_id}"
        form = {"MessageSid": f"SM{outbound_id:032}", "MessageStatus": status}
        form |= {"ErrorCode": code} if code else {}
        signature = RequestValidator(TOKEN).compute_signature(self._address + path, form)
        headers = {"X-Twilio-Signature": signature}
        answer = await self._http.post(path, data=form, headers=headers)
        assert answer.status_code == 204

    async def conversation(self) -> Conversation:
        async with self._database.transaction() as session:
            return (await session.scalars(select(Conversation).where(self._theirs))).one()

    async def last_sent(self) -> OutboundMessage:
        async with self._database.transaction() as session:
            sent = select(OutboundMessage).join(Conversation).where(self._theirs)
            latest = await session.scalars(sent.order_by(OutboundMessage.id.desc()).limit(1))
            return latest.one()


@pytest.fixture
def phone() -> str:
    return new_number()


@pytest.fixture
async def twilio(answering: Answering, phone: str) -> Any:
    await answering.ask("hello", phone=phone)
    return Twilio(answering, phone)


@pytest.mark.parametrize("code", ["30003", "30004", "30005", "30006"])
async def test_who_cannot_be_reached_can_be_once_they_write(
    answering: Answering, twilio: Twilio, phone: str, code: str
) -> None:
    sent = (await twilio.last_sent()).id
    await twilio.tells("undelivered", code, sent)
    assert (await twilio.conversation()).unreachable_code == code
    await answering.ask("hello again", phone=phone)
    await twilio.tells("undelivered", code, sent)
    assert (await twilio.conversation()).unreachable_code is None


async def test_a_repeated_receipt_does_not_stop_whom_start_brought_back(
    answering: Answering, twilio: Twilio, phone: str
) -> None:
    sent = (await twilio.last_sent()).id
    await twilio.tells("failed", "21610", sent)
    assert (await twilio.conversation()).opted_out_at is not None
    await answering.ask("START", phone=phone)
    await twilio.tells("failed", "21610", sent)
    assert (await twilio.conversation()).opted_out_at is None


@pytest.mark.parametrize("code", ["21610", "63014"])
async def test_a_late_receipt_does_not_stop_whom_start_brought_back(
    answering: Answering, twilio: Twilio, phone: str, code: str
) -> None:
    """What they stopped with the provider before, they have brought back since."""
    first = (await twilio.last_sent()).id
    await answering.ask("STOP", "START", phone=phone)
    await twilio.tells("failed", code, first)
    assert (await twilio.conversation()).opted_out_at is None
    await answering.ask("hello again", phone=phone)
    await twilio.tells("failed", code, (await twilio.last_sent()).id)
    assert (await twilio.conversation()).opted_out_at is not None


async def test_the_last_try_says_when_somebody_had_stopped(
    answering: Answering, twilio: Twilio, phone: str
) -> None:
    """A message that had to wait was handed over long after it was first tried."""
    first = (await twilio.last_sent()).id
    await answering.ask("STOP", "START", phone=phone)
    async with answering.app.database.transaction() as session:
        message = await session.get_one(OutboundMessage, first)
        message.attempted_at = message.created_at
        message.sent_at = answering.clock.now()
    await twilio.tells("failed", "21610", first)
    assert (await twilio.conversation()).opted_out_at is not None


@pytest.mark.parametrize("code", ["30003", "30005"])
async def test_a_late_receipt_does_not_lose_who_has_written_since(
    answering: Answering, twilio: Twilio, phone: str, code: str
) -> None:
    first = (await twilio.last_sent()).id
    await answering.ask("hello again", phone=phone)
    await twilio.tells("undelivered", code, first)
    assert (await twilio.conversation()).unreachable_code is None


async def test_receipts_that_come_together_count_as_they_came(
    answering: Answering, twilio: Twilio, phone: str
) -> None:
    first = (await twilio.last_sent()).id
    await answering.ask("hello again", phone=phone)
    second = (await twilio.last_sent()).id
    told = [("sent", None), ("undelivered", "30008"), ("delivered", None), ("sent", None)]
    nobody = twilio.tells("delivered", None, 10**12)
    of_both = [
        twilio.tells(status, code, outbound_id)
        for status, code in told
        for outbound_id in (first, second)
    ]
    await asyncio.gather(nobody, *of_both, twilio.tells("read", None, second))
    async with answering.app.database.transaction() as session:
        messages = [await session.get_one(OutboundMessage, each) for each in (first, second)]
    assert [message.status for message in messages] == ["delivered", "read"]
    assert [message.error_code for message in messages] == [None, None]
    assert [message.provider_id for message in messages] == [
        f"SM{each:032}" for each in (first, second)
    ]


async def test_what_arrived_shows_no_error_of_an_overtaken_receipt(twilio: Twilio) -> None:
    sent = (await twilio.last_sent()).id
    for status, code in [("delivered", None), ("undelivered", "30005"), ("failed", "30003")]:
        await twilio.tells(status, code, sent)
    message = await twilio.last_sent()
    assert (message.status, message.error_code, message.reason) == ("delivered", None, None)
    assert (await twilio.conversation()).unreachable_code is None


@pytest.mark.parametrize("arrived", ["delivered", "read"])
@pytest.mark.parametrize("code", ["30003", "30005"])
async def test_what_arrives_after_all_leaves_nothing_of_its_failure(
    twilio: Twilio, arrived: str, code: str
) -> None:
    sent = (await twilio.last_sent()).id
    await twilio.tells("undelivered", code, sent)
    failed = await twilio.last_sent()
    assert (failed.error_code, failed.reason is None) == (code, False)
    await twilio.tells(arrived, None, sent)
    message, found = await twilio.last_sent(), await twilio.conversation()
    assert (message.status, message.error_code, message.reason) == (arrived, None, None)
    assert (found.unreachable_at, found.unreachable_code) == (None, None)
    assert found.unreachable_until is None


async def test_what_arrives_does_not_find_whom_another_message_lost(
    answering: Answering, twilio: Twilio, phone: str
) -> None:
    first = (await twilio.last_sent()).id
    await answering.ask("hello again", phone=phone)
    await twilio.tells("undelivered", "30003", first)
    await twilio.tells("undelivered", "30005", (await twilio.last_sent()).id)
    await twilio.tells("delivered", None, first)
    assert (await twilio.conversation()).unreachable_code == "30005"


async def test_a_receipt_that_refuses_buttons_has_them_said_again_and_a_repeated_one_not(
    answering: Answering, twilio: Twilio
) -> None:
    refused = (await twilio.last_sent()).id
    choices = [{"label": "Yes", "key": "x", "intent": "affirm", "entities": {}}]
    async with answering.app.database.transaction() as session:
        (await session.get_one(OutboundMessage, refused)).choices = choices
    for _ in range(2):
        await twilio.tells("undelivered", "63021", refused)
    again = await twilio.last_sent()
    assert (again.status, again.is_numbered, again.choices) == ("queued", True, choices)
    for _ in range(2):
        await twilio.tells("undelivered", "63021", again.id)
    assert (await twilio.last_sent()).id == again.id
