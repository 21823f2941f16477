"""`enlace remind` as an administrator calls it."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.store.models import OutboundMessage
from tests.harness.command import enlace
from tests.harness.reminders import VAULT_KEY, Office, where_it_is_noon
from tests.reminders.people import book, session_at


def remind(postgres_url: str, *options: str) -> str:
    """What the command prints."""
    settings = {
        "ENLACE_DATABASE_URL": postgres_url,
        "ENLACE_SECRET_KEY": VAULT_KEY,
        "ENLACE_TIMEZONE": where_it_is_noon(),
    }
    done = enlace("remind", *options, COLUMNS="200", **settings)
    assert done.returncode == 0, done.stderr
    return re.sub(r" +", " ", done.stdout)


async def test_the_list_says_what_goes_out_and_why_not_and_the_command_writes_it(
    postgres_url: str,
) -> None:
    now = datetime.now(UTC)
    office = Office(postgres_url, now - timedelta(days=3))
    person, stopped = await office.person(), await office.person(stopped=now)
    for each in (person, stopped):
        workshop = await session_at(office, now + timedelta(hours=23))
        await book(office, each, workshop)
    row = r"workshop_a_day_before 1 day before session start \d+ \d+ "
    before = remind(postgres_url, "--dry-run")
    assert re.search(row + "goes out now", before)
    assert re.search(row + "is held back. They stopped all messages here.", before)

    remind(postgres_url)
    async with office.store.transaction() as session:
        said = select(OutboundMessage.text).where(OutboundMessage.conversation_id == person.id)
        [text] = await session.scalars(said)
    assert text.startswith("Your class: Computer basics")
    assert not re.search(row + "goes out now", remind(postgres_url, "--dry-run"))

    office.clock.time = now + timedelta(hours=20)
    await office.write()
    after = remind(postgres_url, "--dry-run")
    assert "Not sent in the last 7 days:" in after
    assert re.search(r"workshop_a_day_before \d+ [-\d]+ [:\d]+ They stopped all messages", after)
    await office.close()
