"""Where a resident's license stands."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content import LicenseProgram
from bot.services.licenses.seats import OPEN
from bot.services.licenses.terms import renewal_opens
from bot.store.models import RESERVE, Conversation, License, Pool


@dataclass(frozen=True)
class Standing:
    """A license, as it is told to its resident."""

    license_id: int
    state: str
    """As in the table; `expired` also where its time is over and the job has yet to note it."""
    course: str | None
    requested_on: date
    place: int | None
    """In line, the first being 1; None where it does not wait."""
    ends_on: date | None
    days_left: int | None
    """Whole days until it ends; None where it does not run."""
    renewal_opens_on: date | None
    """None where it does not run, or no requests are taken."""
    can_renew: bool
    is_renewal_asked: bool

    @property
    def is_open(self) -> bool:
        """Whether it keeps them from asking for another."""
        return self.state in OPEN


async def of_resident(
    session: AsyncSession,
    program: LicenseProgram,
    conversation_id: uuid.UUID,
    now: datetime,
    zone: ZoneInfo,
) -> Standing | None:
    """The license of whoever writes in a conversation: the open one, else the last there was."""
    resident_id = select(Conversation.resident_id).where(Conversation.id == conversation_id)
    found = await session.scalar(
        select(License)
        .where(License.provider == program.id, License.resident_id == resident_id.scalar_subquery())
        .order_by(License.state.in_(OPEN).desc(), License.id.desc())
        .limit(1)
    )
    return await standing(session, program, found, now, zone) if found else None


async def open_license(
    session: AsyncSession, program: LicenseProgram, conversation_id: uuid.UUID
) -> License | None:
    """The license, or the request for one, that whoever writes in a conversation has."""
    return await session.scalar(
        select(License)
        .join(Conversation, Conversation.resident_id == License.resident_id)
        .where(
            Conversation.id == conversation_id,
            License.provider == program.id,
            License.state.in_(OPEN),
        )
    )


async def standing(
    session: AsyncSession, program: LicenseProgram, license_: License, now: datetime, zone: ZoneInfo
) -> Standing:
    """Where a license stands."""
    ends_at = license_.ends_at if license_.state == "granted" else None
    is_over = ends_at is not None and ends_at <= now
    runs = ends_at is not None and not is_over
    is_renewed_here = ends_at is not None and program.requests != "closed"
    opens_at = renewal_opens(program, ends_at) if ends_at and is_renewed_here else None
    return Standing(
        license_id=license_.id,
        state="expired" if is_over else license_.state,
        course=license_.course,
        requested_on=license_.requested_at.astimezone(zone).date(),
        place=await _place(session, license_) if license_.state == "waitlisted" else None,
        ends_on=license_.ends_at.astimezone(zone).date() if license_.ends_at else None,
        days_left=(ends_at - now).days if runs and ends_at else None,
        renewal_opens_on=opens_at.astimezone(zone).date() if runs and opens_at else None,
        can_renew=runs and opens_at is not None and opens_at <= now,
        is_renewal_asked=runs and license_.renewal_asked_at is not None,
    )


async def _place(session: AsyncSession, license_: License) -> int:
    """One more than who is served before them for certain.

    Where their organization has seats, its own people who came before them; where only the reserve
    can serve them, everybody who came before them. So a place never grows by who comes later, and
    nobody is served who is not first.
    """
    ahead = (
        select(func.count())
        .select_from(License)
        .where(
            License.provider == license_.provider,
            License.state == "waitlisted",
            License.id < license_.id,
        )
    )
    own = select(Pool.seats).where(
        Pool.provider == license_.provider, Pool.organization == license_.organization
    )
    if license_.organization != RESERVE and await session.scalar(own):
        ahead = ahead.where(License.organization == license_.organization)
    return 1 + (await session.scalar(ahead) or 0)
