"""What staff do about licenses; each act leaves an audit entry without personal data."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services.content import LicenseProgram
from bot.services.licenses.renewal import prolong
from bot.services.licenses.seats import Change, begin_term, change, enter, serve_line
from bot.store.models import AuditEntry, License


class NotPossible(EnlaceError):
    """A license that is not in the state an act needs."""


async def find(session: AsyncSession, license_id: int) -> License:
    """A license by its number; raises `NotPossible` where there is none."""
    license_ = await session.get(License, license_id)
    if license_ is None:
        raise NotPossible(f"There is no license {license_id}; see `enlace licenses list`.")
    return license_


async def approve(
    session: AsyncSession,
    program: LicenseProgram,
    license_id: int,
    actor: str,
    now: datetime,
    zone: ZoneInfo,
) -> list[Change]:
    """Approves a request: it takes a seat or its place in line; whom to tell what."""
    license_ = await _in_state(session, program, license_id, ("requested",), "approved")
    license_.state, license_.updated_at = "waitlisted", now
    await session.flush()
    _note(session, license_, "license.approved", actor, now)
    served = await serve_line(session, program, now, zone)
    is_served = any(each.license_id == license_id for each in served)
    return served if is_served else [change(license_), *served]


async def grant(
    session: AsyncSession,
    program: LicenseProgram,
    license_id: int,
    actor: str,
    now: datetime,
    zone: ZoneInfo,
) -> list[Change]:
    """Notes that the provider's access was given: its months begin today; whom to tell what."""
    license_ = await _in_state(session, program, license_id, ("approved",), "granted")
    begin_term(license_, program, now, zone)
    _note(session, license_, "license.granted", actor, now)
    await session.flush()
    return [change(license_)]


async def decline(
    session: AsyncSession,
    program: LicenseProgram,
    license_id: int,
    actor: str,
    now: datetime,
    zone: ZoneInfo,
) -> list[Change]:
    """Declines a request, also one in line or approved; its seat goes to the next in line."""
    states = ("requested", "waitlisted", "approved")
    license_ = await _in_state(session, program, license_id, states, "declined")
    license_.state, license_.pool, license_.updated_at = "declined", None, now
    _note(session, license_, "license.declined", actor, now)
    await session.flush()
    return [change(license_), *await serve_line(session, program, now, zone)]


async def extend(
    session: AsyncSession,
    program: LicenseProgram,
    license_id: int,
    actor: str,
    now: datetime,
    zone: ZoneInfo,
) -> list[Change]:
    """Renews a license whose resident asked for it; whom to tell what."""
    license_ = await _in_state(session, program, license_id, ("granted",), "renewed")
    if license_.renewal_asked_at is None or not license_.ends_at or license_.ends_at <= now:
        raise NotPossible(f"Nobody asked to renew license {license_id}, or it has ended.")
    prolong(license_, program, now, zone)
    _note(session, license_, "license.renewed", actor, now)
    await session.flush()
    told = change(license_)
    return [Change(told.license_id, told.conversation_id, "renewed", told.ends_at)]


async def _in_state(
    session: AsyncSession,
    program: LicenseProgram,
    license_id: int,
    states: tuple[str, ...],
    becomes: str,
) -> License:
    await enter(session, program.id)
    license_ = await session.scalar(
        select(License)
        .where(License.id == license_id, License.provider == program.id)
        .execution_options(populate_existing=True)
    )
    if license_ is None:
        raise NotPossible(f"There is no license {license_id}; see `enlace licenses list`.")
    if license_.state not in states:
        raise NotPossible(
            f"License {license_id} is {license_.state}; only what is {' or '.join(states)} can be "
            f"{becomes}."
        )
    return license_


def _note(session: AsyncSession, license_: License, action: str, actor: str, now: datetime) -> None:
    details = {"license": license_.id, "provider": license_.provider}
    session.add(AuditEntry(at=now, actor=actor, action=action, details=details))
