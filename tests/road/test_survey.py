"""The interest survey as it is stored: with consent, once a resident, replaced when changed."""

from typing import Any

import psycopg

from tests.harness.visitor import Visitor

Connection = psycopg.AsyncConnection[Any]


async def kept(database: Connection, answer: dict[str, Any]) -> list[Any]:
    cursor = await database.execute(
        "SELECT answers FROM survey_responses"
        " JOIN conversations ON conversations.resident_id = survey_responses.resident_id"
        " JOIN outbound_messages message ON message.conversation_id = conversations.id"
        " WHERE message.id = %s",
        (int(answer["id"]),),
    )
    return [answers for (answers,) in await cursor.fetchall()]


async def test_answers_are_kept_once_and_replaced_when_changed(
    visitor: Visitor, database: Connection
) -> None:
    for text in ("i want to take the survey", "yes", "1 and 3", "skip"):
        answers = await visitor.ask(text)
        assert await kept(database, answers[-1]) == []
    thanks = await visitor.ask("1")
    first = {"interests": ["technology", "college"], "goals": ["new_job"]}
    assert await kept(database, thanks[-1]) == [first]

    for text in ("i want to take the survey", "yes", "yes", "2", "3"):
        answers = await visitor.ask(text)
    assert await kept(database, answers[-1]) == [first]
    thanks = await visitor.ask("all of them")
    assert await kept(database, thanks[-1]) == [
        {
            "interests": ["software"],
            "ways": ["in_person"],
            "goals": ["new_job", "promotion", "certificate"],
        }
    ]


async def test_without_consent_nothing_is_asked_or_kept(
    visitor: Visitor, database: Connection
) -> None:
    await visitor.ask("i want to take the survey")
    declined = await visitor.ask("no")
    assert await kept(database, declined[-1]) == []
    assert not any("like to learn" in answer["text"] for answer in declined)
