"""The proof that somebody is the applicant: their phone, or a one-time code sent to it (design §6).

A code is six digits, works for ten minutes and one use, and takes five tries. A reference that is
unknown is treated as one that is known, but no phone gets the code, and none is right.
"""

import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.references import reference_key
from bot.store.models import (
    Application,
    Conversation,
    OutboundMessage,
    VerificationCode,
    VerifiedPhone,
)
from bot.store.secrets import Vault

DIGITS = 6
TRIES = 5
LASTS = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=30)
"""How long a code that was right proves a phone: a web chat may be open at a library."""
MOST_CODES = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
"""How many codes may be asked for in a time, by one conversation and for one reference."""
CODE_MESSAGE = "status.code"
"""The key of the text that bears a code."""
PHONE_CHANNEL = "sms"
"""Where the address is a phone, vouched for by its carrier: texting from it proves it."""


@dataclass(frozen=True)
class Code:
    """A code that has been asked for."""

    phone: str | None
    """E.164, where to send it; None where there is no such application, or it was sent before."""
    digits: str


@dataclass(frozen=True)
class Try:
    """What became of a code somebody typed."""

    outcome: Literal["right", "wrong", "used_up", "expired"]
    left: int = 0
    """How many more tries there are."""


async def proved_phones(
    session: AsyncSession, conversation_id: uuid.UUID, now: datetime
) -> Sequence[bytes]:
    """Hashes of the phones that the resident of a conversation has proved to hold."""
    own = select(Conversation.address_hash).where(
        Conversation.id == conversation_id, Conversation.channel == PHONE_CHANNEL
    )
    verified = select(VerifiedPhone.phone_hash).where(
        VerifiedPhone.conversation_id == conversation_id,
        VerifiedPhone.verified_at > now - PROOF_LASTS,
    )
    return (await session.scalars(own.union(verified))).all()


async def request_code(
    session: AsyncSession,
    vault: Vault,
    conversation_id: uuid.UUID,
    inbound_id: uuid.UUID,
    reference: str,
    now: datetime,
) -> Code | None:
    """A new code for the phone of an application; the one before no longer works.

    None where too many were asked for. Asked again by the same message, it is not sent again.
    """
    key = reference_key(reference)
    reference_hash = vault.digest(f"reference {key}")
    await _one_at_a_time(session, reference_hash)
    asked = select(VerificationCode.id).where(VerificationCode.inbound_id == inbound_id)
    if await session.scalar(asked):
        return Code(None, "")
    for whose in (
        VerificationCode.conversation_id == conversation_id,
        VerificationCode.reference_hash == reference_hash,
    ):
        if await _are_too_many(session, whose, now):
            return None
    found = (
        await session.execute(
            select(Application.phone_hash, Application.phone_encrypted).where(
                Application.reference_key == key
            )
        )
    ).first()
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    session.add(
        VerificationCode(
            conversation_id=conversation_id,
            inbound_id=inbound_id,
            reference_hash=reference_hash,
            phone_hash=found.phone_hash if found else None,
            code_hash=_hash(vault, conversation_id, digits),
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    await session.flush()
    return Code(vault.decrypt(found.phone_encrypted) if found else None, digits)


async def try_code(
    session: AsyncSession,
    vault: Vault,
    conversation_id: uuid.UUID,
    inbound_id: uuid.UUID,
    digits: str,
    now: datetime,
) -> Try:
    """Tries a code that was typed against the last one of the conversation."""
    code = await session.scalar(
        select(VerificationCode)
        .where(VerificationCode.conversation_id == conversation_id)
        .order_by(VerificationCode.id.desc())
        .limit(1)
        .with_for_update()  # however many guess at once, each try is counted
    )
    if code is None:
        return Try("expired")
    if code.tried_by == inbound_id:  # the same message, after a crash
        return Try("right") if code.used_at else _wrong(code)
    if code.used_at or code.expires_at <= now:
        return Try("expired")
    if code.tries >= TRIES:
        return Try("used_up")
    code.tries += 1
    code.tried_by = inbound_id
    is_same = hmac.compare_digest(code.code_hash, _hash(vault, conversation_id, digits))
    if not (is_same and code.phone_hash):
        return _wrong(code)
    code.used_at = now
    await session.execute(
        insert(VerifiedPhone)
        .values(conversation_id=conversation_id, phone_hash=code.phone_hash, verified_at=now)
        .on_conflict_do_update(
            index_elements=["conversation_id", "phone_hash"], set_={"verified_at": now}
        )
    )
    return Try("right")


async def forget_codes(session: AsyncSession, now: datetime) -> None:
    """Takes codes that work no more out of the messages that bore them.

    What is older than any limit counts is deleted.
    """
    expired = await session.scalars(
        select(VerificationCode)
        .where(VerificationCode.forgotten_at.is_(None), VerificationCode.expires_at <= now)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    for code in expired:
        code.forgotten_at = now
        if code.phone_hash:
            await _take_out(session, code.phone_hash, now)
    oldest = now - max(time for time, _ in MOST_CODES)
    await session.execute(
        delete(VerificationCode).where(
            VerificationCode.forgotten_at.is_not(None), VerificationCode.created_at < oldest
        )
    )


async def _take_out(session: AsyncSession, phone_hash: bytes, now: datetime) -> None:
    theirs = select(Conversation.id).where(
        Conversation.channel == PHONE_CHANNEL, Conversation.address_hash == phone_hash
    )
    await session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.conversation_id.in_(theirs),
            OutboundMessage.key == CODE_MESSAGE,
            OutboundMessage.created_at <= now - LASTS,
        )
        .values(text=func.regexp_replace(OutboundMessage.text, rf"\d{{{DIGITS}}}", "*" * DIGITS))
        .execution_options(synchronize_session=False)
    )


def _wrong(code: VerificationCode) -> Try:
    left = TRIES - code.tries
    return Try("wrong", left) if left else Try("used_up")


def _hash(vault: Vault, conversation_id: uuid.UUID, digits: str) -> bytes:
    return vault.digest(f"code {conversation_id} {digits}")


async def _one_at_a_time(session: AsyncSession, reference_hash: bytes) -> None:
    """Requests for one reference wait for each other, so that the limit holds for all together."""
    key = int.from_bytes(reference_hash[:8], signed=True)
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


async def _are_too_many(session: AsyncSession, whose: ColumnElement[bool], now: datetime) -> bool:
    for time, most in MOST_CODES:
        recent = VerificationCode.created_at > now - time
        count = select(func.count()).select_from(VerificationCode).where(whose, recent)
        if (await session.scalar(count) or 0) >= most:
            return True
    return False
