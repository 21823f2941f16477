"""What staff do about licenses; each act leaves an audit entry without personal data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services.content import LicenseProgram
from bot.services.licenses.renewal import prolong
from bot.services.licenses.seats import OPEN, Change, begin_term, change, enter, serve_line
from bot.store.models import AuditEntry, License

NOON = time(12)
"""At which a license counts as used on a day: providers tell days, not hours."""


class NotPossible(EnlaceError):
    """A license that is not in the state an act needs."""


async def overview(
    session: AsyncSession, provider: str | None = None, include_ended: bool = False
) -> Sequence[License]:
    """The licenses and requests, in order of arrival: what staff can decide about, or all."""
    found = select(License).order_by(License.id)
    if provider is not None:
        found = found.where(License.provider == provider)
    if not include_ended:
        found = found.where(License.state.in_(OPEN))
    return (await session.scalars(found)).all()


@dataclass(frozen=True)
class Desk:
    """A member of staff at work on a program's licenses.

    Each act returns whom to tell what, and raises `NotPossible` with the reason.
    """

    session: AsyncSession
    program: LicenseProgram
    actor: str
    now: datetime
    zone: ZoneInfo

    async def approve(self, license_id: int) -> list[Change]:
        """Approves a request: it takes a seat or its place in line."""
        license_ = await self._in_state(license_id, ("requested",), "approved")
        license_.state, license_.updated_at = "waitlisted", self.now
        await self._note(license_, "license.approved")
        served = await serve_line(self.session, self.program, self.now, self.zone)
        is_served = any(each.license_id == license_id for each in served)
        return served if is_served else [change(license_), *served]

    async def grant(self, license_id: int) -> list[Change]:
        """Notes that the provider's access was given: its months begin today."""
        license_ = await self._in_state(license_id, ("approved",), "granted")
        begin_term(license_, self.program, self.now, self.zone)
        await self._note(license_, "license.granted")
        return [change(license_)]

    async def decline(self, license_id: int) -> list[Change]:
        """Declines a request, also one in line or approved; a seat goes to the next in line."""
        states = ("requested", "waitlisted", "approved")
        license_ = await self._in_state(license_id, states, "declined")
        license_.state, license_.pool, license_.updated_at = "declined", None, self.now
        await self._note(license_, "license.declined")
        served = await serve_line(self.session, self.program, self.now, self.zone)
        return [change(license_), *served]

    async def renew(self, license_id: int) -> list[Change]:
        """Renews a license whose resident asked for it."""
        license_ = await self._in_state(license_id, ("granted",), "renewed")
        if not (license_.renewal_asked_at and license_.ends_at and license_.ends_at > self.now):
            raise NotPossible(f"Nobody asked to renew license {license_id}, or it has ended.")
        prolong(license_, self.program, self.now, self.zone)
        await self._note(license_, "license.renewed")
        return [replace(change(license_), state="renewed")]

    async def used(self, license_id: int, day: date) -> None:
        """Notes a day on which a license was used, as the provider tells; the latest counts."""
        license_ = await self._in_state(license_id, ("granted",), "noted as used")
        begins = license_.granted_at or license_.requested_at
        if not begins.astimezone(self.zone).date() <= day <= self.now.astimezone(self.zone).date():
            raise NotPossible(f"License {license_id} can be noted as used from its grant to today.")
        noon = datetime.combine(day, NOON, self.zone)
        at = max(begins, min(noon, self.now))
        if license_.last_used_at is None or license_.last_used_at < at:
            license_.last_used_at, license_.updated_at = at, self.now
            await self._note(license_, "license.used")

    async def _in_state(self, license_id: int, states: tuple[str, ...], becomes: str) -> License:
        await enter(self.session, self.program.id)
        license_ = await self.session.scalar(
            select(License)
            .where(License.id == license_id, License.provider == self.program.id)
            .execution_options(populate_existing=True)
        )
        if license_ is None:
            raise NotPossible(f"There is no license {license_id}; see `enlace licenses list`.")
        if license_.state not in states:
            raise NotPossible(
                f"License {license_id} is {license_.state}; only what is {' or '.join(states)} can "
                f"be {becomes}."
            )
        return license_

    async def _note(self, license_: License, action: str) -> None:
        details = {"license": license_.id, "provider": license_.provider}
        entry = AuditEntry(at=self.now, actor=self.actor, action=action, details=details)
        self.session.add(entry)
        await self.session.flush()
