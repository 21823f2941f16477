"""Reminders with long titles, names and notes take at most two segments by SMS."""

import uuid
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.reminder_texts import ReminderTexts
from bot.services.reminders import Due
from tests.texts.test_sms_replies import CATALOG, CONTENT, DOMAIN, VAULT, too_long
from tests.texts.test_workshop_replies import BEGINS, session

KINDS = CONTENT.reminders.kinds
ZONE = ZoneInfo(CONTENT.city.time_zone)
FACTS = {
    "session": "sample",
    "registrations": [123456],
    "attendees": ["", VAULT.encrypt("Guadalupe").decode()],
    "until": BEGINS.isoformat(),
    "provider": "coursera",
    "ends_at": BEGINS.isoformat(),
    "status": "needs_documents",
}


def due(kind: str) -> Due:
    return Due(
        kind,
        uuid.uuid4(),
        uuid.uuid4(),
        "occasion",
        BEGINS,
        BEGINS,
        FACTS,
        "sms",
        "en",
        None,
        False,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind(kind: str) -> None:
    workshop = session()
    workshop.notes = {"en": "Bring a photo ID and a pen. " * 4, "es": "Traiga una credencial. " * 4}
    texts = ReminderTexts(CONTENT, ZONE)
    reply = texts.reply(due(kind), {"sample": workshop}, {"sample": [workshop, workshop]})
    assert too_long(reply) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_choice_is_one_the_dialogue_knows(kind: str) -> None:
    for choice in KINDS[kind].choices:
        assert choice.intent in DOMAIN["intents"]
        assert all(choice.label in CATALOG[language].keys for language in CATALOG.languages)
