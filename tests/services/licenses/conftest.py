"""A license program of each test's own, and residents who ask for its licenses."""

import itertools
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.services.content import Content, LicenseProgram
from bot.services.licenses import Asker
from bot.store.database import Database
from bot.store.models import Conversation, Organization, Resident
from bot.store.secrets import Vault

NOW = datetime(2026, 10, 30, 15, tzinfo=UTC)
ZONE = ZoneInfo("America/Chicago")
VAULT = Vault("a secret that only these tests know of")

type Ask = Callable[..., Awaitable[Asker]]

_numbers = itertools.count()


@pytest.fixture
def program(springfield: Content) -> LicenseProgram:
    """A program nobody else has, that grants by itself."""
    return new_program(springfield)


def new_program(content: Content, requests: str = "automatic") -> LicenseProgram:
    """The content pack's program under a name of its own."""
    assert content.license is not None
    return content.license.model_copy(
        update={"id": f"provider-{uuid.uuid4()}", "requests": requests, "months": 4}
    )


async def new_organization(store: Database) -> str:
    """An organization nobody else has."""
    name = f"organization-{uuid.uuid4()}"
    async with store.transaction() as session:
        session.add(Organization(id=name, name=name, kind="cbo", zip_code="60623", languages=[]))
    return name


async def new_asker(
    store: Database,
    organization: str | None = None,
    email: str | None = None,
    is_participant: bool = True,
) -> Asker:
    """A resident who never wrote before, and what they ask for."""
    number = next(_numbers)
    async with store.transaction() as session:
        resident = Resident(created_at=NOW, organization_id=organization)
        session.add(resident)
        await session.flush()
        conversation = Conversation(
            resident_id=resident.id,
            channel="sms",
            address_hash=uuid.uuid4().bytes,
            address_encrypted=b"",
            created_at=NOW,
        )
        session.add(conversation)
    return Asker(
        conversation.id,
        uuid.uuid4(),
        email or f"resident{number}.{uuid.uuid4().hex}@example.org",
        is_participant=is_participant,
    )
