"""The gate and the delivery against a stand-in for Twilio, on a PostgreSQL of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store.database import Database
from tests.conversation.answering import Answering
from tests.conversation.sending import Sending
from tests.harness.service import free_port
from tests.harness.standin import RunningStandin


@pytest.fixture(scope="session")
def running_standin() -> Iterator[RunningStandin]:
    standin = RunningStandin(free_port()).wait()
    yield standin
    standin.stop()


@pytest.fixture
def standin(running_standin: RunningStandin) -> RunningStandin:
    """The stand-in, well-behaved; its status callbacks reach nobody."""
    running_standin.behave(callback_delay_seconds=0)
    return running_standin


@pytest.fixture
async def sending(
    store: Database, standin: RunningStandin, postgres_url: str
) -> AsyncIterator[Sending]:
    """What a test sends with."""
    sending = Sending(store, standin, postgres_url)
    yield sending
    await sending.close()


@pytest.fixture
async def answering(postgres_url: str) -> AsyncIterator[Answering]:
    """What a test takes turns with."""
    answering = Answering(postgres_url)
    yield answering
    await answering.close()
