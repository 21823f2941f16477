"""What is asked of the Bot API, and what its answers mean for a message."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.channels.telegram.api import BotApi, bot_id
from bot.channels.telegram.medium import MAX_CHARACTERS
from bot.channels.telegram.sender import Telegram as Sender
from bot.conversation.channel import Outgoing, Rejected
from bot.errors import OutcomeUnknown, ProviderUnavailable, SetupError
from tests.channels.telegram.conftest import TOKEN, Telegram

PERSON = 1001


class OpenTurnstile:
    """Lets everything pass; notes what for."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    async def wait(self, name: str, every: timedelta, patience: timedelta) -> None:
        self.passed.append(name)


def outgoing(text: str = "Hello", *choices: str, person: int = PERSON) -> Outgoing:
    return Outgoing(77, uuid.uuid4(), str(person), text, choices, datetime.now(UTC), "en")


@pytest.fixture
async def sender(telegram: Telegram) -> Sender:
    await telegram.write(PERSON, "/start")
    return Sender(telegram.bot, OpenTurnstile())  # type: ignore[arg-type]


async def test_choices_become_buttons_one_a_line(sender: Sender, telegram: Telegram) -> None:
    sent = await sender.send(outgoing("Which one?", "Yes", "No, thanks"))
    message = telegram.standin.find(PERSON, int(sent))
    assert message
    assert message.text == "Which one?"
    assert message.buttons == [
        [{"text": "Yes", "callback_data": "77.1"}],
        [{"text": "No, thanks", "callback_data": "77.2"}],
    ]


@pytest.mark.parametrize("text", ["*not bold* _or_ [a](link)", "<b>&amp;", "a" * MAX_CHARACTERS])
async def test_texts_arrive_as_they_are(sender: Sender, telegram: Telegram, text: str) -> None:
    sent = await sender.send(outgoing(text))
    message = telegram.standin.find(PERSON, int(sent))
    assert message
    assert message.text == text


async def test_each_send_takes_its_turn_in_its_chat(telegram: Telegram) -> None:
    await telegram.write(PERSON, "/start")
    turnstile = OpenTurnstile()
    message = outgoing()
    await Sender(telegram.bot, turnstile).send(message)  # type: ignore[arg-type]
    assert turnstile.passed == [f"telegram:{message.conversation_id}"]


async def test_too_many_in_one_chat_wait_as_long_as_telegram_says(sender: Sender) -> None:
    async def many() -> None:
        for _ in range(10):
            await sender.send(outgoing())

    with pytest.raises(ProviderUnavailable) as raised:
        await many()
    assert not isinstance(raised.value, OutcomeUnknown)
    assert raised.value.retry_after == 1


async def test_who_blocked_the_bot_has_opted_out(sender: Sender, telegram: Telegram) -> None:
    telegram.standin.person(PERSON).has_blocked = True
    with pytest.raises(Rejected) as raised:
        await sender.send(outgoing())
    assert (raised.value.code, raised.value.consequence) == ("403", "blocked")


@pytest.mark.parametrize(
    "message", [outgoing(person=404), outgoing("a" * (MAX_CHARACTERS + 1)), outgoing(" ")]
)
async def test_what_telegram_never_takes_is_rejected(sender: Sender, message: Outgoing) -> None:
    with pytest.raises(Rejected) as raised:
        await sender.send(message)
    assert (raised.value.code, raised.value.consequence) == ("400", None)


@pytest.mark.parametrize(
    ("behaviour", "is_in_doubt"), [({"down": 1}, False), ({"fail_after_accepting": 1}, True)]
)
async def test_a_server_in_trouble(
    sender: Sender, telegram: Telegram, behaviour: dict[str, Any], is_in_doubt: bool
) -> None:
    telegram.behave(**behaviour)
    with pytest.raises(ProviderUnavailable) as raised:
        await sender.send(outgoing())
    assert isinstance(raised.value, OutcomeUnknown) == is_in_doubt


@pytest.mark.parametrize(
    ("error", "is_in_doubt"),
    [
        (httpx.ConnectError, False),
        (httpx.ConnectTimeout, False),
        (httpx.PoolTimeout, False),
        (httpx.ReadTimeout, True),
        (httpx.WriteTimeout, True),
        (httpx.ReadError, True),
        (httpx.RemoteProtocolError, True),
    ],
)
async def test_a_connection_in_trouble(
    error: Callable[[str], Exception], is_in_doubt: bool
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error("trouble")

    bot = BotApi(TOKEN, "http://telegram.test", httpx.MockTransport(fail))
    with pytest.raises(ProviderUnavailable) as raised:
        await Sender(bot, OpenTurnstile()).send(outgoing())  # type: ignore[arg-type]
    assert isinstance(raised.value, OutcomeUnknown) == is_in_doubt


@pytest.mark.parametrize(("status", "is_in_doubt"), [(500, True), (502, False), (504, True)])
async def test_an_answer_that_is_no_json(status: int, is_in_doubt: bool) -> None:
    broken = httpx.MockTransport(lambda _: httpx.Response(status, text="<html>trouble</html>"))
    bot = BotApi(TOKEN, "http://telegram.test", broken)
    with pytest.raises(ProviderUnavailable) as raised:
        await Sender(bot, OpenTurnstile()).send(outgoing())  # type: ignore[arg-type]
    assert isinstance(raised.value, OutcomeUnknown) == is_in_doubt


async def test_a_revoked_token_keeps_messages_for_later(telegram: Telegram) -> None:
    bot = BotApi("5550123:another-token", "http://telegram.test", telegram.transport)
    with pytest.raises(ProviderUnavailable):
        await Sender(bot, OpenTurnstile()).send(outgoing())  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["", "abc", "123", "123:", ":abc", "x1:abc", "١٢:abc"])
def test_what_cannot_be_a_token_is_said_at_once(token: str) -> None:
    with pytest.raises(SetupError, match="TELEGRAM_BOT_TOKEN"):
        bot_id(token)
