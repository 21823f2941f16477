"""Many rows go into the database as they are, in order, and none twice."""

import uuid

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import Organization
from bot.store.rows import insert_rows

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
"""All that PostgreSQL takes for a text."""
ROWS = st.lists(
    st.tuples(TEXTS, st.one_of(st.none(), TEXTS), st.lists(TEXTS, max_size=3)), min_size=1
)


@settings(max_examples=30, deadline=None)
@given(said=ROWS)
async def test_rows_are_stored_as_they_are_in_order_and_once(
    postgres_url: str, said: list[tuple[str, str | None, list[str]]]
) -> None:
    rows = [
        {
            "id": str(uuid.uuid4()),
            "name": name,
            "kind": "cbo",
            "zip_code": "60623",
            "phone": phone,
            "languages": languages,
        }
        for name, phone, languages in said
    ]
    ids = [row["id"] for row in rows]
    store = Database(postgres_url)
    async with store.transaction() as session:
        assert (await insert_rows(session, Organization, rows)).scalars().all() == ids
        assert not (await insert_rows(session, Organization, rows)).all()
        found = {each.id: each for each in await session.scalars(select(Organization))}
        stored = [(found[i].name, found[i].phone, found[i].languages) for i in ids]
        await session.rollback()
    await store.close()
    assert stored == said
