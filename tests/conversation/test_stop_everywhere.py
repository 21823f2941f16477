"""Which addresses are one person's, and what happens to messages that wait for them."""

import asyncio
import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.purposes import Purpose
from bot.services import consent, residents
from bot.services.verification import PROOF_LASTS
from bot.store.models import Consent, Conversation, VerifiedPhone
from tests.conversation.sending import VAULT, Sending
from tests.harness.phone import new_number

WORDS = "stop texting me on all my phones"


async def address(sending: Sending, channel: str, its: str | None = None) -> Conversation:
    """An address that wrote to us, by itself."""
    async with sending.store.transaction() as session:
        opened = await residents.open_conversation(
            session, VAULT, channel, its or uuid.uuid4().hex, sending.clock.now()
        )
        return await session.get_one(Conversation, opened)


async def prove(sending: Sending, who: Conversation, number: str, at: datetime) -> None:
    async with sending.store.transaction() as session:
        session.add(
            VerifiedPhone(conversation_id=who.id, phone_hash=VAULT.digest(number), verified_at=at)
        )


async def stop(sending: Sending, where: Conversation) -> bool:
    async with sending.store.transaction() as session:
        return await consent.opt_out_everywhere(session, where.id, WORDS, sending.clock.now())


async def are_stopped(sending: Sending, *addresses: Conversation) -> list[bool]:
    return [(await sending.conversation(each)).opted_out_at is not None for each in addresses]


@pytest.mark.parametrize("purpose", ["reply", "reminder", "campaign"])
async def test_what_waits_for_the_other_address_is_held(sending: Sending, purpose: Purpose) -> None:
    number = new_number()
    texts = await address(sending, "sms", number)
    whatsapp = await address(sending, "whatsapp", number)
    waiting = await sending.queue(texts, purpose)
    assert await stop(sending, whatsapp)
    await sending.delivery().deliver(waiting)
    assert await sending.outcome(waiting) == ("held", "opted_out")
    assert await sending.on_phone(texts) == []


async def test_only_what_was_stopped_just_now_is_put_on_record(sending: Sending) -> None:
    number = new_number()
    both = [await address(sending, channel, number) for channel in ("sms", "whatsapp")]
    async with sending.store.transaction() as session:
        await consent.opt_out(session, both[0].id, "STOP", sending.clock.now(), source="provider")
    assert await stop(sending, both[1])
    async with sending.store.transaction() as session:
        words = [
            (
                await session.scalars(
                    select(Consent.words).where(Consent.conversation_id == each.id)
                )
            ).one()
            for each in both
        ]
    assert words == ["STOP", WORDS]


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_the_same_characters_elsewhere_are_no_phone(sending: Sending, channel: str) -> None:
    number = new_number()
    texts, other = await address(sending, "sms", number), await address(sending, channel, number)
    assert not await stop(sending, other)
    assert await are_stopped(sending, texts, other) == [False, True]


async def test_two_who_proved_one_phone_are_not_one_person(sending: Sending) -> None:
    number, now = new_number(), sending.clock.now()
    shared = await address(sending, "sms", number)
    mother, son = await address(sending, "telegram"), await address(sending, "telegram")
    for each in (mother, son):
        await prove(sending, each, number, now)
    assert await stop(sending, mother)
    assert await are_stopped(sending, shared, mother, son) == [True, True, False]


@pytest.mark.parametrize(("channel", "is_lasting"), [("telegram", True), ("web", False)])
async def test_a_proof_on_the_web_chat_is_worth_nothing_to_its_next_visitor(
    sending: Sending, channel: str, is_lasting: bool
) -> None:
    for age, counts in ((PROOF_LASTS - timedelta(seconds=1), True), (PROOF_LASTS, is_lasting)):
        for is_from_phone in (True, False):
            number = new_number()
            pair = [await address(sending, "sms", number), await address(sending, channel)]
            await prove(sending, pair[1], number, sending.clock.now() - age)
            here, there = pair if is_from_phone else reversed(pair)
            assert await stop(sending, here) == counts
            assert await are_stopped(sending, here, there) == [True, counts]


async def test_two_addresses_of_one_person_ask_at_once(sending: Sending) -> None:
    for _ in range(10):
        number = new_number()
        both = [await address(sending, channel, number) for channel in ("sms", "whatsapp")]
        assert await asyncio.gather(*(stop(sending, each) for each in both)) == [True, True]
        assert await are_stopped(sending, *both) == [True, True]
