"""What a bare STOP ends, by the setting and by what was sent last."""

import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.catalog import Catalog
from bot.conversation.consent_words import ConsentWords
from bot.conversation.language import LanguageReader
from bot.conversation.purposes import Purpose
from bot.conversation.terms import Terms
from bot.services import consent
from bot.services.content import load
from bot.store.models import InboundMessage
from tests.conversation.sending import Sending

PACK = load(Path(__file__).parents[2] / "content" / "demo")
LANGUAGE = LanguageReader(Catalog(PACK.texts(), ZoneInfo(PACK.city.time_zone)))


@pytest.mark.parametrize(
    ("stop_ends_all", "last", "text", "stopped"),
    [
        (True, "reminder", "STOP", "all"),
        (False, "reminder", "STOP", "reminders"),
        (False, "campaign", "alto", "campaigns"),
        (False, "reply", "STOP", "all"),
        (False, "reminder", "STOPALL", "all"),
    ],
)
async def test_what_a_bare_stop_ends(
    sending: Sending, stop_ends_all: bool, last: Purpose, text: str, stopped: str
) -> None:
    person = await sending.person()
    await sending.delivery().deliver(await sending.queue(person, last))
    words = ConsentWords(sending.clock, LANGUAGE, Terms("Chicago", stop_ends_all))
    inbound = InboundMessage(
        conversation_id=person.id,
        channel="sms",
        provider_id=uuid.uuid4().hex,
        text=text,
        received_at=sending.clock.now(),
    )
    async with sending.store.transaction() as session:
        outcome = await words.hear(session, inbound, await sending.conversation(person), "en")
        assert outcome is not None
        topics = (await consent.stopped_topics(session, [person.id])).get(person.id, set())
        is_all = await consent.is_opted_out(session, person.id)
    assert (is_all, topics) == ((True, set()) if stopped == "all" else (False, {stopped}))
    assert len(outcome.replies) == 1
