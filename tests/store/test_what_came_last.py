"""What was the last word of a conversation before the migration is it after."""

import uuid

from alembic import command
from sqlalchemy import create_engine, text

from bot.store.database import driver_url
from bot.store.schema import alembic_config
from tests.harness.reminders import VAULT

PERSON = uuid.uuid4()
BOTH = [PERSON, uuid.uuid5(PERSON, "other")]
STORED = (
    "INSERT INTO residents (id, created_at) VALUES (:person, now())",
    "INSERT INTO conversations (id, resident_id, channel, address_hash, address_encrypted,"
    " created_at) SELECT id, :person, 'sms', decode(replace(CAST(id AS text), '-', ''), 'hex'), '',"
    " now() FROM unnest(CAST(:both AS uuid[])) AS id",
    "INSERT INTO outbound_messages (conversation_id, purpose, key, language, text, choices, status,"
    " created_at, attempted_at) SELECT conversation, purpose, key, 'en', '', '[]', 'sent',"
    " now() - written * interval '1 hour', now() - sent * interval '1 hour'"
    " FROM (VALUES (1, 'reminder', 'waited', 9, 2), (1, 'reply', 'meanwhile', 5, 5),"
    " (2, 'reminder', 'waited', 9, 2), (2, 'reply', 'meanwhile', 5, 5), (2, 'reply', 'since', 1, 1)"
    " ) AS said (number, purpose, key, written, sent)"
    " JOIN unnest(CAST(:both AS uuid[])) WITH ORDINALITY AS its (conversation, number)"
    " USING (number) ORDER BY number, written DESC",
)
"""Two conversations with a reminder that waited while a reply went out; in one, more was said."""
LAST = """
    SELECT DISTINCT ON (conversation_id) key FROM outbound_messages
    ORDER BY conversation_id, coalesce(place, id) DESC"""


def test_a_reminder_that_was_handed_over_last_stays_the_last_word(empty_url: str) -> None:
    engine = create_engine(driver_url(empty_url))
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection, VAULT), "0017")
        for statement in STORED:
            connection.execute(text(statement), {"person": PERSON, "both": BOTH})
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection, VAULT), "head")
        assert sorted(connection.execute(text(LAST)).scalars()) == ["since", "waited"]
    engine.dispose()
