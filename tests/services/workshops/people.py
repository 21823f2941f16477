"""Invented residents and sessions, straight into a database."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.services import workshops
from bot.services.workshops import THEMSELVES, Request, SessionRecord
from bot.store.database import Database
from bot.store.models import SELF, Conversation, Organization, Resident
from tests.harness.reminders import VAULT

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 2, 10, tzinfo=ZONE).astimezone(UTC)
"""A Monday morning in Chicago."""


async def organization(store: Database) -> str:
    """An organization's id."""
    name = f"org-{uuid.uuid4()}"
    async with store.transaction() as session:
        session.add(
            Organization(
                id=name, name="Sample House", kind="cbo", zip_code="60623", phone=None, languages=[]
            )
        )
    return name


def record(
    organization_id: str, capacity: int, days: float = 3, **changes: object
) -> SessionRecord:
    """A session that begins so many days from `NOW` and takes two hours."""
    starts_at = NOW + timedelta(days=days)
    base = SessionRecord(
        id=f"session-{uuid.uuid4()}",
        workshop="computer_basics",
        titles={"en": "Computer basics", "es": "Computación básica"},
        organization_id=organization_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        address="100 Sample St",
        zip_code="60623",
        capacity=capacity,
        language="es",
        childcare=True,
        notes={},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


async def put(store: Database, session_record: SessionRecord) -> str:
    """Stores a session; its id."""
    async with store.transaction() as session:
        await workshops.put_session(session, session_record, NOW, ZONE)
    return session_record.id


async def resident(store: Database) -> tuple[uuid.UUID, uuid.UUID]:
    """A resident's id and their conversation's."""
    person, conversation = uuid.uuid4(), uuid.uuid4()
    async with store.transaction() as session:
        session.add(Resident(id=person, created_at=NOW))
        await session.flush()
        session.add(
            Conversation(
                id=conversation,
                resident_id=person,
                channel="web",
                address_hash=conversation.bytes,
                address_encrypted=b"",
                created_at=NOW,
            )
        )
    return person, conversation


def request(session_id: str, person: tuple[uuid.UUID, uuid.UUID], attendee: str = SELF) -> Request:
    """A wish for a seat, by a message of its own; `attendee` is a first name or SELF."""
    who = workshops.relative(VAULT, person[0], attendee) if attendee else THEMSELVES
    return Request(session_id, person[0], person[1], uuid.uuid4(), who)
