"""Which sessions are found, and in which order they are told."""

import uuid
from dataclasses import replace
from datetime import timedelta

from bot.services import workshops
from bot.services.workshops import Search
from bot.store.database import Database
from tests.services.workshops.people import NOW, organization, put, record, request, resident

KM = {"60623": 0.5, "60608": 2.0, "60628": 17.0}


def away(_: str, other: str) -> float | None:
    return KM.get(other)


async def found(store: Database, search: Search) -> list[str]:
    async with store.transaction() as session:
        return [each.session.id for each in await workshops.find(session, search, NOW, away)]


async def test_seats_first_then_the_neighborhood_then_the_day(store: Database) -> None:
    kind, organization_id = f"kind-{uuid.uuid4()}", await organization(store)

    async def add(days: float, zip_code: str, capacity: int = 3) -> str:
        wanted = record(organization_id, capacity, days, zip_code=zip_code, workshop=kind)
        return await put(store, wanted)

    far, later, soon = await add(1, "60628"), await add(5, "60623"), await add(2, "60608")
    full = await add(1, "60623", capacity=1)
    unknown = await add(1, "99999")
    async with store.transaction() as session:
        await workshops.book(session, request(full, await resident(store)), NOW)
    search = Search(workshop=kind, zip_code="60623")
    assert await found(store, search) == [soon, later, far, unknown, full]
    assert (await found(store, replace(search, zip_code=None)))[-1] == full


async def test_only_what_fits_and_is_still_to_come(store: Database) -> None:
    kind, organization_id = f"kind-{uuid.uuid4()}", await organization(store)
    fits = record(organization_id, 3, 3, workshop=kind)
    for other in (
        record(organization_id, 3, 3, workshop=kind, language="en"),
        record(organization_id, 3, 3, workshop=kind, childcare=False),
        record(organization_id, 3, 9, workshop=kind),
        record(organization_id, 3, -1, workshop=kind),
        record(organization_id, 0, 3, workshop=kind),
        record(organization_id, 3, 3),
    ):
        await put(store, other)
    await put(store, fits)
    window = (fits.starts_at - timedelta(hours=1), fits.starts_at + timedelta(hours=1))
    search = Search(windows=(window,), language="es", childcare=True, workshop=kind)
    assert await found(store, search) == [fits.id]
    until_it_begins = ((fits.starts_at - timedelta(hours=1), fits.starts_at),)
    assert await found(store, replace(search, windows=until_it_begins)) == []


async def test_a_topic_is_a_word_of_the_title_in_any_language_slips_and_all(
    store: Database,
) -> None:
    kind, organization_id = f"kind-{uuid.uuid4()}", await organization(store)
    titles = {"en": "Zucchini photography", "es": "Fotografía de calabacitas"}
    session_id = await put(store, record(organization_id, 3, workshop=kind, titles=titles))
    for topic in ("photography", "fotografia", "photografy", "fotos"):
        search = Search(workshop=kind, topics=(topic,))
        assert await found(store, search) == ([] if topic == "fotos" else [session_id])
