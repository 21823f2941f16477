"""A conversation is taken up where it was left, days later."""

import httpx
import pytest

from tests.conftest import SharedService
from tests.harness.visitor import Visitor

pytestmark = pytest.mark.xdist_group("rehearsal")


@pytest.fixture
def service(rehearsal: SharedService) -> SharedService:
    """These tests move the clock."""
    return rehearsal


async def test_a_number_still_answers_days_later(service: SharedService, visitor: Visitor) -> None:
    await visitor.ask("califico para el internet?")
    async with httpx.AsyncClient(base_url=service.base_url, trust_env=False) as client:
        moved = await client.post("/simulator/clock", json={"advance": "P6D"})
        assert moved.status_code == 200
    [question] = await visitor.ask("1")
    assert "bajos ingresos" in question["text"]
