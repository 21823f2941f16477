"""A rehearsal plays "days later": what was open is taken up, what was under way is finished."""

import httpx
import pytest

from tests.conftest import SharedService
from tests.harness.phone import Phone
from tests.harness.visitor import Visitor

pytestmark = pytest.mark.xdist_group("rehearsal")


@pytest.fixture
def service(rehearsal: SharedService) -> SharedService:
    """These tests move the clock."""
    return rehearsal


async def pass_days(service: SharedService, days: int) -> None:
    async with httpx.AsyncClient(base_url=service.base_url, trust_env=False) as client:
        moved = await client.post("/simulator/clock", json={"advance": f"P{days}D"}, timeout=30)
        moved.raise_for_status()


async def test_a_number_still_answers_days_later(service: SharedService, visitor: Visitor) -> None:
    await visitor.ask("califico para el internet?")
    await pass_days(service, 6)
    [question] = await visitor.ask("1")
    assert "bajos ingresos" in question["text"]


async def test_what_was_said_just_before_is_answered(service: SharedService, phone: Phone) -> None:
    asked = await phone.text("hello")
    await pass_days(service, 1)
    assert await phone.count(asked)
