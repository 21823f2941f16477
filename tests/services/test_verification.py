"""One-time codes: who asks is proved, and nothing tells whether an application exists."""

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.services import applications, residents, verification
from bot.services.references import reference_key
from bot.services.verification import LASTS, PROOF_LASTS, TRIES, Code, Try
from bot.store.database import Database
from bot.store.models import Application, Conversation, OutboundMessage, VerificationCode
from bot.store.secrets import Vault
from tests.harness.phone import new_number

VAULT = Vault("a key of the tests, long enough to be one")
NOON = datetime(2026, 12, 1, 18, tzinfo=UTC)


@dataclass
class Desk:
    """An application, its phone, and whoever asks on the web."""

    store: Database
    phone: str = field(default_factory=new_number)
    reference: str = field(default_factory=lambda: f"CC-{uuid.uuid4().hex[:10].upper()}")
    now: datetime = NOON

    async def apply(self) -> "Desk":
        async with self.store.transaction() as session:
            session.add(
                Application(
                    reference=self.reference,
                    reference_key=reference_key(self.reference),
                    phone_hash=VAULT.digest(self.phone),
                    phone_encrypted=VAULT.encrypt(self.phone),
                    name_encrypted=VAULT.encrypt("Ana Pérez"),
                    status="approved",
                    updated_on=date(2026, 11, 2),
                    notes={},
                )
            )
        return self

    async def visitor(self, channel: str = "web", address: str | None = None) -> uuid.UUID:
        async with self.store.transaction() as session:
            return await residents.open_conversation(
                session, VAULT, channel, address or uuid.uuid4().hex, self.now
            )

    async def request(
        self, visitor: uuid.UUID, reference: str | None = None, by: uuid.UUID | None = None
    ) -> Code | None:
        async with self.store.transaction() as session:
            return await verification.request_code(
                session, VAULT, visitor, by or uuid.uuid4(), reference or self.reference, self.now
            )

    async def guess(self, visitor: uuid.UUID, digits: str, by: uuid.UUID | None = None) -> Try:
        async with self.store.transaction() as session:
            return await verification.try_code(
                session, VAULT, visitor, by or uuid.uuid4(), digits, self.now
            )

    async def sees(self, visitor: uuid.UUID) -> list[str]:
        async with self.store.transaction() as session:
            phones = await verification.proved_phones(session, visitor, self.now)
            return [each.reference for each in await applications.of_phones(session, phones)]


@pytest.fixture
async def desk(store: Database) -> Desk:
    return await Desk(store).apply()


def other(digits: str, step: int = 1) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + step) % 10**6:06}"


async def test_texting_from_the_phone_on_file_is_proof(desk: Desk) -> None:
    assert await desk.sees(await desk.visitor("sms", desk.phone)) == [desk.reference]
    assert await desk.sees(await desk.visitor("sms", new_number())) == []
    assert await desk.sees(await desk.visitor("whatsapp", desk.phone)) == []


async def test_the_code_sent_to_the_phone_proves_and_only_for_a_while(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor, desk.reference.lower().replace("-", " "))
    assert code
    assert code.phone == desk.phone
    assert len(code.digits) == verification.DIGITS
    assert await desk.sees(visitor) == []
    assert await desk.guess(visitor, code.digits) == Try("right")
    assert await desk.sees(visitor) == [desk.reference]
    assert await desk.sees(await desk.visitor()) == []
    desk.now += PROOF_LASTS
    assert await desk.sees(visitor) == []


async def test_a_code_works_once(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor)
    assert code
    await desk.guess(visitor, code.digits)
    assert await desk.guess(visitor, code.digits) == Try("expired")


async def test_a_code_lasts_ten_minutes(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor)
    assert code
    desk.now += LASTS - timedelta(seconds=1)
    assert (await desk.guess(visitor, other(code.digits))).outcome == "wrong"
    desk.now += timedelta(seconds=1)
    assert await desk.guess(visitor, code.digits) == Try("expired")


async def test_a_new_code_ends_the_one_before(desk: Desk) -> None:
    visitor = await desk.visitor()
    first = await desk.request(visitor)
    second = await desk.request(visitor)
    assert first
    assert second
    if first.digits != second.digits:
        assert (await desk.guess(visitor, first.digits)).outcome == "wrong"
    assert await desk.guess(visitor, second.digits) == Try("right")


async def test_after_five_tries_the_right_code_is_refused(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor)
    assert code
    tries = [await desk.guess(visitor, other(code.digits, step)) for step in range(1, 6)]
    assert tries == [*(Try("wrong", left) for left in (4, 3, 2, 1)), Try("used_up")]
    assert await desk.guess(visitor, code.digits) == Try("used_up")


async def test_guesses_at_once_are_all_counted(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor)
    assert code
    guesses = [desk.guess(visitor, other(code.digits, step)) for step in range(1, 30)]
    outcomes = [each.outcome for each in await asyncio.gather(*guesses)]
    assert outcomes.count("wrong") == TRIES - 1
    assert await desk.guess(visitor, code.digits) == Try("used_up")


async def test_one_code_proves_once_however_many_type_it_at_once(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor)
    assert code
    outcomes = await asyncio.gather(*(desk.guess(visitor, code.digits) for _ in range(10)))
    assert [each.outcome for each in outcomes].count("right") == 1


async def test_an_unknown_reference_behaves_like_one_that_is_known(desk: Desk) -> None:
    stranger, guesser = await desk.visitor(), await desk.visitor()
    unknown = f"CC-{uuid.uuid4().hex[:10]}"
    for visitor, reference in ((stranger, desk.reference), (guesser, unknown)):
        code = await desk.request(visitor, reference)
        assert code
        wrong = other(code.digits)
        tries = [(await desk.guess(visitor, wrong)).outcome for _ in range(TRIES + 1)]
        assert tries == ["wrong"] * (TRIES - 1) + ["used_up"] * 2
        assert [bool(await desk.request(visitor, reference)) for _ in range(3)] == [
            True,
            True,
            False,
        ]


async def test_no_code_is_right_for_an_unknown_reference(desk: Desk) -> None:
    visitor = await desk.visitor()
    code = await desk.request(visitor, f"CC-{uuid.uuid4().hex[:10]}")
    assert code
    assert code.phone is None
    assert (await desk.guess(visitor, code.digits)).outcome == "wrong"


async def test_a_reference_gets_so_many_codes_whoever_asks(desk: Desk) -> None:
    visitors = [await desk.visitor() for _ in range(8)]
    codes = await asyncio.gather(*(desk.request(visitor) for visitor in visitors))
    (_, an_hour), (_, a_day) = verification.MOST_CODES
    assert sum(code is not None for code in codes) == an_hour
    desk.now += timedelta(hours=1)
    later = [await desk.request(await desk.visitor()) for _ in range(8)]
    assert sum(code is not None for code in later) == a_day - an_hour
    desk.now += timedelta(hours=23)
    assert await desk.request(await desk.visitor())


async def test_one_who_asks_for_many_references_is_stopped(desk: Desk) -> None:
    visitor = await desk.visitor()
    codes = [await desk.request(visitor, f"CC-{uuid.uuid4().hex[:10]}") for _ in range(5)]
    assert [code is not None for code in codes] == [True] * 3 + [False] * 2


async def test_a_turn_that_is_run_again_sends_and_counts_nothing_twice(desk: Desk) -> None:
    visitor, asked, typed = await desk.visitor(), uuid.uuid4(), uuid.uuid4()
    code = await desk.request(visitor, by=asked)
    again = await desk.request(visitor, by=asked)
    assert code
    assert again == Code(None, "")
    wrong = other(code.digits)
    assert await desk.guess(visitor, wrong, typed) == await desk.guess(visitor, wrong, typed)
    right = uuid.uuid4()
    assert await desk.guess(visitor, code.digits, right) == Try("right")
    assert await desk.guess(visitor, code.digits, right) == Try("right")


async def test_a_code_is_kept_as_a_hash_and_taken_out_of_its_message(desk: Desk) -> None:
    visitor, phone = await desk.visitor(), await desk.visitor("sms", desk.phone)
    code = await desk.request(visitor)
    assert code
    async with desk.store.transaction() as session:
        session.add(
            OutboundMessage(
                conversation_id=phone,
                key=verification.CODE_MESSAGE,
                language="en",
                text=f"{code.digits} is your code.",
                choices=[],
                status="delivered",
                created_at=desk.now,
            )
        )
    desk.now += LASTS
    async with desk.store.transaction() as session:
        await verification.forget_codes(session, desk.now)
    async with desk.store.transaction() as session:
        texts = await session.scalars(
            select(OutboundMessage.text).where(OutboundMessage.conversation_id == phone)
        )
        assert texts.all() == ["****** is your code."]
        stored = await session.scalar(
            select(VerificationCode).where(VerificationCode.conversation_id == visitor)
        )
        assert stored
        assert code.digits.encode() not in stored.code_hash
    desk.now += timedelta(days=1)
    async with desk.store.transaction() as session:
        await verification.forget_codes(session, desk.now)
        left = select(VerificationCode.id).where(VerificationCode.conversation_id == visitor)
        assert (await session.scalars(left)).all() == []
        assert await session.get(Conversation, visitor)
