"""What was stored before a migration is as good after it."""

import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text

from bot.services import workshops
from bot.store.database import driver_url
from bot.store.schema import alembic_config
from tests.harness.reminders import VAULT

PERSON = uuid.uuid4()


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A database without any table."""
    engine = create_engine(driver_url(empty_url))
    yield engine
    engine.dispose()


def test_first_names_are_sealed(engine: Engine) -> None:
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection, VAULT), "0010")
        for statement in (
            "INSERT INTO residents (id, created_at) VALUES (:person, now())",
            "INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,"
            " created_at) VALUES (:person, :person, 'sms', '', '', now())",
            "INSERT INTO organizations (id, name, kind, zip_code, languages)"
            " VALUES ('house', 'Sample House', 'cbo', '60623', '{}')",
            "INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at,"
            " ends_at, address, zip_code, capacity, language, childcare, notes) VALUES ('class',"
            " 'x', '{}', 'house', now(), now() + interval '1 hour', '', '', 9, 'en', true, '{}')",
            "INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,"
            " created_at, updated_at) SELECT 'class', :person, :person, name, 'registered', now(),"
            " now() FROM unnest(ARRAY['', 'José']) AS name",
        ):
            connection.execute(text(statement), {"person": PERSON})
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection, VAULT), "head")
        found = connection.execute(
            text("SELECT attendee, attendee_hash FROM registrations ORDER BY id")
        ).all()
    themselves, (sealed, digest) = found
    assert tuple(themselves) == ("", b"")
    assert VAULT.decrypt(sealed.encode()) == "José"
    assert digest == workshops.relative(VAULT, PERSON, "jose").digest
