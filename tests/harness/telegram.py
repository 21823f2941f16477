"""An invented person who writes to the bot through the Telegram stand-in."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.harness.answers import answers, local_client

BOT_ID = "5550199"


def new_person() -> int:
    """An id nobody has."""
    return random.randint(1, 2**50)


def provider_id(said: dict[str, Any]) -> str:
    """The id by which the service keeps what a person said or tapped."""
    return f"{BOT_ID}.{said['update_id']}.{said.get('query_id') or said['id']}"


@dataclass
class TelegramPerson:
    """Somebody with Telegram; `language` is their app's."""

    base_url: str
    database_url: str
    id: int = field(default_factory=new_person)
    language: str = "en"

    async def say(self, text: str = "", **more: Any) -> dict[str, Any]:
        """Writes or sends something; what was sent, with its `update_id`."""
        words = {"text": text, "language": self.language, **more}
        return await self._post("messages", words)

    async def tap(self, message: dict[str, Any], button: int) -> dict[str, Any]:
        """Taps a button of a message."""
        return await self._post("taps", {"message_id": message["id"], "button": button})

    async def block(self, blocked: bool = True) -> None:
        """Blocks the bot, or no longer."""
        async with local_client(self.base_url) as client:
            url = f"/simulator/telegram/people/{self.id}/standing"
            (await client.put(url, json={"blocked": blocked})).raise_for_status()

    async def chat(self) -> list[dict[str, Any]]:
        """The whole chat, oldest first."""
        async with local_client(self.base_url) as client:
            answer = await client.get(f"/simulator/telegram/people/{self.id}/messages")
            messages: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
            return messages

    async def received(self) -> list[dict[str, Any]]:
        """What has come back so far."""
        return [message for message in await self.chat() if message["direction"] == "out"]

    async def ask(self, text: str = "", **more: Any) -> list[dict[str, Any]]:
        """Says something; returns the messages that came back."""
        before = len(await self.received())
        return await self.answers(before, await self.say(text, **more))

    async def choose(self, message: dict[str, Any], button: int) -> list[dict[str, Any]]:
        """Taps a button; returns the messages that came back."""
        before = len(await self.received())
        return await self.answers(before, await self.tap(message, button))

    async def texts(self, text: str = "", **more: Any) -> list[str]:
        """Says something; returns the texts that came back."""
        return [message["text"] for message in await self.ask(text, **more)]

    async def answers(self, before: int, said: dict[str, Any]) -> list[dict[str, Any]]:
        """The messages that answer something, of which `before` came earlier."""
        return await answers(self.database_url, provider_id(said), self.received, before)

    async def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        async with local_client(self.base_url) as client:
            answer = await client.post(f"/simulator/telegram/people/{self.id}/{what}", json=body)
            said: dict[str, Any] = answer.raise_for_status().json()
            return said
