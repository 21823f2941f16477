"""Links as they are made, found, passed on and counted, on a PostgreSQL."""

import asyncio
import random
import uuid
from datetime import UTC, date, datetime

import pytest

from bot.errors import EnlaceError
from bot.services import links, organizations, residents
from bot.services.links import Order
from bot.store.database import Database
from bot.store.models import Conversation, Link, Organization, Resident
from bot.store.secrets import Vault

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
DICE = random.Random(8)
VAULT = Vault("a key that only these tests know, long enough")


@pytest.fixture
async def organization(store: Database) -> str:
    """An organization of this test's own."""
    name = f"links-{uuid.uuid4().hex[:8]}"
    async with store.transaction() as session:
        session.add(
            Organization(id=name, name=name, kind="cbo", zip_code="60608", languages=["en"])
        )
    return name


async def made(store: Database, organization: str, **order: object) -> Link:
    async with store.transaction() as session:
        return await links.create(session, Order(organization, **order), NOW, DICE)  # type: ignore[arg-type]


async def somebody(store: Database) -> uuid.UUID:
    async with store.transaction() as session:
        return await residents.open_conversation(session, VAULT, "sms", str(uuid.uuid4()), NOW)


async def test_a_link_is_found_however_its_code_is_typed(
    store: Database, organization: str
) -> None:
    link = await made(store, organization)
    async with store.transaction() as session:
        for typed in (link.code, link.code.upper(), f"{link.code}.", f"-{link.code[:-1]}"):
            found = await links.find(session, typed)
            assert found is not None
            assert found.code == link.code
        assert await links.find(session, "not-a-code-of-ours") is None
        assert await links.find(session, link.code[:-1], forgiving=False) is None


async def test_unknown_organizations_and_taken_codes_are_refused(
    store: Database, organization: str
) -> None:
    link = await made(store, organization)
    with pytest.raises(EnlaceError, match="no organization nobody"):
        await made(store, "nobody")
    with pytest.raises(EnlaceError, match="is taken"):
        await made(store, organization, written=link.written)


async def test_whoever_asks_at_once_passes_on_the_same_link(
    store: Database, organization: str
) -> None:
    async def share(language: str) -> str:
        async with store.transaction() as session:
            link = await links.to_share(session, organization, language, NOW, random.Random())
            return link.code

    spanish = set(await asyncio.gather(*(share("es") for _ in range(5))))
    assert len(spanish) == 1
    assert await share("en") not in spanish


async def test_who_comes_by_a_link_is_looked_after_and_counted_once(
    store: Database, organization: str
) -> None:
    link, conversation = await made(store, organization), await somebody(store)
    for _ in range(2):
        async with store.transaction() as session:
            await links.arrive(session, link, conversation, date(2026, 11, 22))
            await links.note_deed(session, conversation, date(2026, 11, 23))
            await links.note_opened(session, link.code.upper())
    async with store.transaction() as session:
        [use] = await links.overview(session, organization)
        assert (use.link.opened, use.wrote, use.did) == (2, 1, 1)
        assert await organizations.of_resident(session, conversation) == organization


async def test_who_is_looked_after_already_stays_there(store: Database, organization: str) -> None:
    first, conversation = await made(store, organization), await somebody(store)
    async with store.transaction() as session:
        session.add(
            Organization(id=f"{organization}-2", name="", kind="cbo", zip_code="", languages=[])
        )
    second = await made(store, f"{organization}-2")
    async with store.transaction() as session:
        await links.arrive(session, first, conversation, NOW.date())
        await links.arrive(session, second, conversation, NOW.date())
        assert await organizations.of_resident(session, conversation) == organization


async def test_an_erased_resident_is_counted_still_and_nobody_can_tell_who_it_was(
    store: Database, organization: str
) -> None:
    link, conversation = await made(store, organization), await somebody(store)
    async with store.transaction() as session:
        await links.arrive(session, link, conversation, NOW.date())
    async with store.transaction() as session:
        known = await session.get_one(Conversation, conversation)
        await session.delete(await session.get_one(Resident, known.resident_id))
    async with store.transaction() as session:
        [use] = await links.overview(session, organization)
    assert (use.wrote, use.did) == (1, 0)


async def test_a_campaign_is_over_after_its_last_day(store: Database, organization: str) -> None:
    link = await made(store, organization, last_day=date(2026, 11, 22))
    assert not links.is_over(link, date(2026, 11, 22))
    assert links.is_over(link, date(2026, 11, 23))
