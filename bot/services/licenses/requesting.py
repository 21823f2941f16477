"""Asking for a license."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import LicenseProgram
from bot.services.licenses.seats import OPEN, Change, enter, serve_line
from bot.store.models import RESERVE, Conversation, License, Resident
from bot.store.secrets import Vault

Outcome = Literal["made", "closed", "has_one", "email_taken"]


@dataclass(frozen=True)
class Asker:
    """What somebody tells who asks for a license."""

    conversation_id: uuid.UUID
    inbound_id: uuid.UUID
    """The message that completes the request: the same one again changes nothing."""
    email: str
    """As `check_email` gives it."""
    course: str | None = None
    """The course they want to begin with: its id in the content pack."""
    is_participant: bool = True
    """False where it must be looked into by staff whether the license is for them."""


@dataclass(frozen=True)
class Requested:
    """What came of it."""

    outcome: Outcome
    license_id: int | None = None
    """The license that was made, or the one they have."""
    others: list[Change] = field(default_factory=list)
    """Others in line who were served on the occasion."""


async def request(
    session: AsyncSession,
    vault: Vault,
    program: LicenseProgram,
    asker: Asker,
    now: datetime,
    zone: ZoneInfo,
) -> Requested:
    """Puts a request in line, and grants it at once where the program's setting says so.

    One license a person: no second one while the resident, or anybody with the same e-mail, has
    one that is open.
    """
    if program.requests == "closed":
        return Requested("closed")
    await enter(session, program.id)
    resident = await _resident(session, asker.conversation_id)
    email_hash = vault.digest(asker.email)
    same = select(License).where(
        License.provider == program.id,
        or_(
            License.inbound_id == asker.inbound_id,
            License.state.in_(OPEN)
            & or_(License.resident_id == resident.id, License.email_hash == email_hash),
        ),
    )
    found = (await session.scalars(same.order_by(License.id))).all()
    for license_ in found:
        if license_.inbound_id == asker.inbound_id:
            return Requested("made", license_.id)
    for license_ in found:
        is_theirs = license_.resident_id == resident.id
        return Requested("has_one", license_.id) if is_theirs else Requested("email_taken")
    is_approved = program.requests == "automatic" and asker.is_participant
    license_ = License(
        provider=program.id,
        resident_id=resident.id,
        conversation_id=asker.conversation_id,
        inbound_id=asker.inbound_id,
        organization=resident.organization_id or RESERVE,
        course=asker.course,
        email_hash=email_hash,
        email_encrypted=vault.encrypt(asker.email),
        state="waitlisted" if is_approved else "requested",
        requested_at=now,
        updated_at=now,
    )
    session.add(license_)
    await session.flush()
    served = await serve_line(session, program, now, zone)
    others = [each for each in served if each.license_id != license_.id]
    return Requested("made", license_.id, others)


async def _resident(session: AsyncSession, conversation_id: uuid.UUID) -> Resident:
    found = await session.scalars(
        select(Resident)
        .join(Conversation, Conversation.resident_id == Resident.id)
        .where(Conversation.id == conversation_id)
    )
    return found.one()
