"""A service as far as reminders go, on a PostgreSQL of this process."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from tests.harness.reminders import ZONE, Office

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZONE)


@pytest.fixture
async def office(postgres_url: str) -> AsyncIterator[Office]:
    """It is Monday, ten in the morning."""
    office = Office(postgres_url, MONDAY)
    yield office
    await office.close()
