"""Who came to a session, as staff note it when it has begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services import audit
from bot.services.workshops.seats import lock, put_in_state, reread
from bot.store.models import Conversation, Registration, WorkshopSession

type Attendance = Literal["attended", "missed"]

TO_NOTE = ("registered", "attended", "missed")
"""States of somebody who had a seat when the session began; what was noted can be corrected."""
LATELY = timedelta(days=14)
"""How far back sessions are listed for their attendance to be noted."""


class AttendanceError(EnlaceError):
    """An attendance that cannot be noted."""


@dataclass(frozen=True)
class Roll:
    """A session, with how many of its people are in each state."""

    session: WorkshopSession
    counts: dict[str, int]


@dataclass(frozen=True)
class Guest:
    """A registration, with where its resident writes from."""

    registration: Registration
    conversation: Conversation


async def rolls(
    session: AsyncSession, now: datetime, organization: str | None = None
) -> Sequence[Roll]:
    """The sessions of the last two weeks and those to come, the earliest first."""
    query = (
        select(WorkshopSession, Registration.state, func.count(Registration.id))
        .outerjoin(Registration, Registration.session_id == WorkshopSession.id)
        .where(WorkshopSession.ends_at > now - LATELY)
        .group_by(WorkshopSession.id, Registration.state)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    if organization is not None:
        query = query.where(WorkshopSession.organization_id == organization)
    found: dict[str, Roll] = {}
    for workshop, state, count in await session.execute(query):
        roll = found.setdefault(workshop.id, Roll(workshop, {}))
        if state:
            roll.counts[state] = count
    return list(found.values())


async def guests(session: AsyncSession, session_id: str) -> Sequence[Guest]:
    """Who has or had a seat in a session, in order of arrival.

    Raises `AttendanceError` where there is no such session.
    """
    if await session.get(WorkshopSession, session_id) is None:
        raise AttendanceError(
            f"There is no session {session_id}: `enlace workshops list` shows them."
        )
    rows = await session.execute(
        select(Registration, Conversation)
        .join(Conversation, Conversation.id == Registration.conversation_id)
        .where(Registration.session_id == session_id, Registration.state.in_(TO_NOTE))
        .order_by(Registration.id)
    )
    return [Guest(*row) for row in rows]


async def note(
    session: AsyncSession, registration_ids: Sequence[int], attendance: Attendance, now: datetime
) -> None:
    """Notes that people came, or did not; noted again, nothing changes.

    Raises `AttendanceError` for who had no seat, or before the session begins; then nobody's is.
    """
    ids = select(Registration.session_id).where(Registration.id.in_(registration_ids))
    sessions = await lock(session, (await session.scalars(ids)).all())
    for registration_id in registration_ids:
        registration = await reread(session, registration_id)
        if registration is None:
            raise AttendanceError(
                f"There is no registration {registration_id}: `enlace workshops show SESSION` "
                "shows those of a session."
            )
        workshop = sessions[registration.session_id]
        if registration.state not in TO_NOTE:
            raise AttendanceError(
                f"Registration {registration_id} is {registration.state}: it had no seat."
            )
        if workshop.canceled_at or workshop.starts_at > now:
            raise AttendanceError(
                f"Session {workshop.id} has not begun: attendance can be noted from then on."
            )
        if registration.state == attendance:
            continue
        put_in_state(registration, attendance, now)
        action = f"registration.{attendance}"
        audit.record(session, now, "operator", action, registration=registration_id)
    await session.flush()
