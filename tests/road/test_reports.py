"""Internet problems and moves become cases for staff, with what was told."""

from typing import Any

import psycopg

from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]


async def cases(database: Connection, answer: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    cursor = await database.execute(
        "SELECT cases.kind, cases.details FROM cases JOIN outbound_messages message"
        " ON message.conversation_id = cases.conversation_id WHERE message.id = %s",
        (int(answer["id"]),),
    )
    return [(kind, details) for kind, details in await cursor.fetchall()]


async def test_a_problem_that_stays_is_a_case(visitor: Visitor, database: Connection) -> None:
    await visitor.ask("no tengo internet desde ayer")
    *_, told = await visitor.ask("sigue igual")
    assert await cases(database, told) == [
        ("internet_problem", {"problem": "none", "first_checks": "no"})
    ]


async def test_a_problem_that_is_solved_is_none(visitor: Visitor, database: Connection) -> None:
    await visitor.ask("my modem won't turn on")
    *_, told = await visitor.ask("oh it works now")
    assert await cases(database, told) == []


async def test_a_second_report_is_added_to_the_first(
    visitor: Visitor, database: Connection
) -> None:
    await visitor.ask("we are moving to 60608")
    *_, told = await visitor.ask("sorry we moved to 60623")
    assert await cases(database, told) == [("moved", {"new_zip_code": "60623"})]
