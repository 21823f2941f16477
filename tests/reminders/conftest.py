"""A service as far as reminders go, on a PostgreSQL of this process."""

from collections.abc import AsyncIterator

import pytest

from tests.harness.reminders import Office
from tests.reminders.people import MONDAY


@pytest.fixture
async def office(postgres_url: str) -> AsyncIterator[Office]:
    """It is Monday, ten in the morning."""
    office = Office(postgres_url, MONDAY)
    yield office
    await office.close()
