"""Renewing a license before it ends."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import LicenseProgram
from bot.services.licenses.seats import enter
from bot.services.licenses.standing import Standing, open_license, standing
from bot.services.local_time import after_months
from bot.store.models import License


@dataclass(frozen=True)
class Renewal:
    """What came of asking for it."""

    outcome: Literal["none", "closed", "not_granted", "too_early", "asked", "renewed"]
    """`asked`: staff decide; `none`: there is no license."""
    standing: Standing | None = None


async def renew(
    session: AsyncSession,
    program: LicenseProgram,
    conversation_id: uuid.UUID,
    inbound_id: uuid.UUID,
    now: datetime,
    zone: ZoneInfo,
) -> Renewal:
    """Renews the license of whoever writes in a conversation, where its window is open.

    The same message again changes nothing. Where staff approve requests, they approve this too.
    """
    await enter(session, program.id)
    license_ = await open_license(session, program, conversation_id)
    if license_ is None:
        return Renewal("none")
    now_stands = await standing(session, program, license_, now, zone)
    if license_.renewal_inbound_id == inbound_id:
        return Renewal("asked" if license_.renewal_asked_at else "renewed", now_stands)
    if now_stands.state != "granted":
        return Renewal("none" if now_stands.state == "expired" else "not_granted", now_stands)
    if program.requests == "closed":
        return Renewal("closed", now_stands)
    if not now_stands.can_renew:
        return Renewal("too_early", now_stands)
    license_.renewal_inbound_id = inbound_id
    if program.requests == "by_staff":
        license_.renewal_asked_at = license_.renewal_asked_at or now
        outcome: Literal["asked", "renewed"] = "asked"
    else:
        prolong(license_, program, now, zone)
        outcome = "renewed"
    await session.flush()
    return Renewal(outcome, await standing(session, program, license_, now, zone))


def prolong(license_: License, program: LicenseProgram, now: datetime, zone: ZoneInfo) -> None:
    """Adds a term to a license that runs, from where the last one ends."""
    assert license_.ends_at is not None  # noqa: S101 (a granted license has an end)
    license_.ends_at = after_months(license_.ends_at, program.months, zone)
    license_.renewals += 1
    license_.renewal_asked_at = None
    license_.updated_at = now
