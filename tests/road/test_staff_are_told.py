"""What needs a person is recorded for staff, once."""

from typing import Any

import psycopg

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
