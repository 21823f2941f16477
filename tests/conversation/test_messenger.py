"""What we write of our own accord reaches the outbox, whatever became of its channel."""

from pathlib import Path

from sqlalchemy import select

from bot.application import Application
from bot.services.licenses import Change
from bot.settings import ROOT, Settings
from bot.store.models import OutboundMessage
from tests.conversation.sending import NOON, Sending


async def test_a_channel_that_was_taken_down_stops_no_news_to_others(
    sending: Sending, postgres_url: str, tmp_path: Path
) -> None:
    settings = Settings(ENLACE_CONTENT=ROOT / "content" / "demo", ENLACE_DATA_DIR=tmp_path)
    application = Application(settings, postgres_url)
    people = [await sending.person("telegram"), await sending.person("web")]
    changes = [Change(1, person.id, "expired", NOON) for person in people]
    async with sending.store.transaction() as session:
        await application.license_news.tell(session, changes)
    for person in people:
        async with sending.store.transaction() as session:
            stored = select(OutboundMessage.key).where(OutboundMessage.conversation_id == person.id)
            assert await session.scalar(stored) == "license.news.expired"
    await application.close()
