"""Who asks where an application stands is proved first: over web chat and phone, as they come."""

import asyncio
import re
import uuid
from typing import Any

import psycopg
import pytest

from tests.conftest import SharedService
from tests.harness.answers import SECONDS
from tests.harness.applications import apply
from tests.harness.phone import Phone, new_number
from tests.harness.visitor import Visitor


@pytest.fixture
def reference() -> str:
    """A reference nobody else has."""
    return f"CC-{uuid.uuid4().int % 10**8:08}"


@pytest.fixture
async def applicant(service: SharedService, phone: Phone, reference: str) -> Phone:
    """A phone with an application."""
    await apply(service.data_dir, service.database_url, phone.number, reference=reference)
    return phone


async def said(visitor: Visitor, text: str) -> str:
    return "\n".join(answer["text"] for answer in await visitor.ask(text))


async def code_on(phone: Phone, after: str = "") -> str:
    """The code in the last message to a phone, once one has come after that one."""
    async with asyncio.timeout(SECONDS):
        while True:
            found = re.search(r"\d{6}", (await phone.received() or [""])[-1])
            if found and found[0] != after:
                return found[0]
            await asyncio.sleep(0.05)


async def test_from_the_phone_on_file_nothing_is_asked(applicant: Phone, reference: str) -> None:
    told, *_ = await applicant.ask("any news on my application?")
    assert reference in told
    assert "approved" in told
    assert "November 2, 2026" in told


async def test_on_the_web_a_code_goes_to_the_phone_on_file(
    visitor: Visitor, applicant: Phone, reference: str
) -> None:
    assert "What is the application number?" in await said(visitor, "any news on my application?")
    asked = await said(visitor, reference.lower().replace("-", " "))
    assert asked.count("?") == 1
    assert "approved" not in asked
    code = await code_on(applicant)
    assert "approved" in await said(visitor, f"its {code[:3]} {code[3:]}")


async def test_everything_in_one_message_leaves_only_the_code_to_ask(
    visitor: Visitor, applicant: Phone, reference: str
) -> None:
    asked = await said(visitor, f"hola, ¿ya me aprobaron? mi solicitud es {reference}")
    assert "¿Cuál es el código?" in asked
    assert "aprobada" in await said(visitor, await code_on(applicant))


async def test_an_unknown_reference_and_somebody_elses_get_the_same_answers(
    service: SharedService, applicant: Phone, reference: str
) -> None:
    heard = []
    for asked in (reference, "CC-90000001"):
        async with Visitor(service.base_url) as visitor:
            answers = [await said(visitor, "where is my application"), await said(visitor, asked)]
            code = await code_on(applicant)
            wrong = f"{(int(code) + 1) % 10**6:06}"
            answers += [await said(visitor, wrong) for _ in range(6)]
            answers += [await said(visitor, "send me a new code") for _ in range(3)]
            heard.append([answer.replace(asked, "REFERENCE") for answer in answers])
    assert heard[0] == heard[1]


async def test_by_phone_somebody_elses_reference_gets_that_answer_too(
    service: SharedService, applicant: Phone, reference: str
) -> None:
    answers = []
    for asked in (reference, "CC-90000002"):
        other = Phone(service.base_url, service.database_url)
        [question] = await other.ask("status of my application")
        [answer] = await other.ask(asked)
        answers.append([question, answer.replace(asked, "REFERENCE")])
        assert "approved" not in answer
    assert answers[0] == answers[1]


async def test_a_code_ends_after_a_while(
    visitor: Visitor, applicant: Phone, reference: str, database: psycopg.AsyncConnection[Any]
) -> None:
    await said(visitor, f"status of {reference} please")
    code = await code_on(applicant)
    await database.execute(
        "UPDATE verification_codes SET expires_at = expires_at - interval '11 minutes'"
        " WHERE phone_hash = (SELECT phone_hash FROM applications WHERE reference = %s)",
        (reference,),
    )
    assert "does not work any more" in await said(visitor, code)
    await said(visitor, "send another code")
    assert "approved" in await said(visitor, await code_on(applicant, code))


async def test_a_question_aside_and_then_the_code(
    visitor: Visitor, applicant: Phone, reference: str
) -> None:
    await said(visitor, f"status of {reference} please")
    code = await code_on(applicant)
    why = await said(visitor, "why do you need that?")
    assert "nobody else can see" in why
    assert "What is the code?" in why
    assert "approved" in await said(visitor, f"ok {code}")


async def test_the_code_goes_in_the_language_of_who_asks(
    service: SharedService, applicant: Phone, reference: str
) -> None:
    async with Visitor(service.base_url, "es") as visitor:
        await said(visitor, f"quiero saber de mi solicitud {reference}")
    assert await code_on(applicant)
    assert "es su codigo" in (await applicant.received())[-1]


async def test_a_phone_number_is_no_reference(visitor: Visitor) -> None:
    await said(visitor, "check the status of my application")
    assert "looks like a phone number" in await said(visitor, new_number().replace("+1", ""))
