"""What needs a person is recorded for staff, once."""

from typing import Any

import psycopg

from bot.services.content import load
from bot.services.places import distance_km
from bot.settings import ROOT
from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]


async def cases(database: Connection, answer: dict[str, Any]) -> list[str]:
    cursor = await database.execute(
        "SELECT cases.kind FROM cases JOIN outbound_messages message"
        " ON message.conversation_id = cases.conversation_id WHERE message.id = %s",
        (int(answer["id"]),),
    )
    return [kind for (kind,) in await cursor.fetchall()]


async def test_the_third_failure_in_a_row_is_for_a_person(
    visitor: Visitor, database: Connection
) -> None:
    [first] = await visitor.ask("xqzt brrm fnord")
    assert not first["choices"]
    [second] = await visitor.ask("wqpv zzkl mmnt")
    assert second["choices"]
    assert await cases(database, second) == []
    [third] = await visitor.ask("kjhg qqpw zzxv")
    assert "a person" in third["text"]
    assert await cases(database, third) == ["not_understood"]


async def test_understanding_in_between_starts_the_count_anew(visitor: Visitor) -> None:
    await visitor.ask("xqzt brrm fnord")
    await visitor.ask("thank you")
    [again] = await visitor.ask("wqpv zzkl mmnt")
    assert not again["choices"]  # the second in a row would offer the menu


async def test_a_wish_for_a_person_opens_one_case(visitor: Visitor, database: Connection) -> None:
    await visitor.ask("can i talk to a real person please")
    *_, answer = await visitor.ask("i want to speak with someone, a human")
    assert await cases(database, answer) == ["asked_for_person"]


async def test_the_nearest_organization_looks_after_who_said_where_they_live(
    visitor: Visitor, database: Connection
) -> None:
    await visitor.ask("hi do we qualify? we live in 60623")
    *_, told = await visitor.ask("i want to talk to a person")
    cursor = await database.execute(
        "SELECT cases.organization, organizations.zip_code FROM cases"
        " JOIN outbound_messages message ON message.conversation_id = cases.conversation_id"
        " LEFT JOIN organizations ON organizations.id = cases.organization WHERE message.id = %s",
        (int(told["id"]),),
    )
    [(organization, zip_code)] = await cursor.fetchall()
    assert organization
    near = load(ROOT / "content" / "demo").places
    km = distance_km(near, "60623", zip_code)
    others = await database.execute("SELECT zip_code FROM organizations")
    distances = [distance_km(near, "60623", other) for (other,) in await others.fetchall()]
    assert km == min(distance for distance in distances if distance is not None)
