"""The doctor compares this machine's clock with a provider's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.checkup import clock
from bot.settings import Settings
from tests.checkup.providers import Providers


@pytest.fixture
async def early() -> AsyncIterator[str]:
    """A provider whose clock is an hour behind ours."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        then = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        writer.write(f"HTTP/1.1 404 Not Found\r\nDate: {then}\r\n\r\n".encode())
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_clock_that_agrees(settings: Settings) -> None:
    [found] = await clock.check(settings)
    assert found.state == "ok"


async def test_a_clock_that_is_off_is_a_warning(providers: Providers, early: str) -> None:
    [found] = await clock.check(providers.settings(TWILIO_API_URL=early))
    assert found.state == "warning"
    assert "NTP" in (found.mend or "")
    assert found.found.startswith("360")


async def test_without_a_provider_there_is_nothing_to_compare(providers: Providers) -> None:
    nobody = {"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None, "TELEGRAM_BOT_TOKEN": None}
    assert await clock.check(providers.settings(**nobody)) == []
    assert await clock.check(providers.settings(TWILIO_API_URL="http://127.0.0.1:9")) == []
