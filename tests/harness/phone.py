"""An invented phone that texts the service through the Twilio stand-in."""

import asyncio
import itertools
import os
import random
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.catalog import DOMAIN, LOCALES, read_catalog, supported_languages
from bot.conversation.terms import FIRST_CONTACT
from tests.harness.answers import SECONDS, answers, local_client

OURS = 312
"""The area code of the services' own numbers."""
_area_codes = itertools.cycle(random.sample([*range(201, OURS), *range(OURS + 1, 990)], 700))
PROCESSES = 4
"""How many test processes at once have numbers of their own; see WORKERS in the Makefile."""
TERMS = tuple(
    str(message.string).partition("{")[0]
    for language in supported_languages()
    if (message := read_catalog(LOCALES, language, DOMAIN).get(FIRST_CONTACT))
)
"""How the notice begins that comes before the first answer to every new address."""


def new_number() -> str:
    """A number nobody has: any area code with 555-01xx; of these, each test process has its own."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
    last = random.randrange(process, 100, PROCESSES)
    return f"+1{next(_area_codes)}55501{last:02}"


@dataclass
class Phone:
    """A phone; `base_url` is where the stand-in's phones are."""

    base_url: str
    database_url: str
    number: str = field(default_factory=new_number)

    @property
    def mark(self) -> str:
        """Six digits, no ZIP code and no phone, that tell its messages from all others'."""
        return self.number[2:5] + self.number[-3:]

    async def text(self, text: str, *, picture: bool = False, place: bool = False) -> str:
        """Texts the service, waits for its acknowledgement, returns the provider's id."""
        async with local_client(self.base_url) as client:
            body = {"text": text, "picture": picture, "place": place}
            answer = await client.post(f"/simulator/phones/{self.number}/messages", json=body)
            sent = answer.raise_for_status().json()
            assert sent["error_code"] is None, f"the webhook did not take {text[:40]!r}"
            return str(sent["id"])

    async def came(self) -> list[dict[str, Any]]:
        """What has come back so far, oldest first; not what the phone network says itself."""
        async with local_client(self.base_url) as client:
            answer = await client.get(f"/simulator/phones/{self.number}/messages")
            messages = answer.raise_for_status().json()["messages"]
            return [
                message
                for message in messages
                if message["direction"] == "out" and not message["automatic"]
            ]

    async def received(self) -> list[str]:
        """The texts of what has come back."""
        return [message["text"] for message in await self.came()]

    async def tap(self, message: dict[str, Any], button: int) -> list[str]:
        """Taps a button, or an item of the list, of a WhatsApp message; returns what came back."""
        before = len(await self.received())
        async with local_client(self.base_url) as client:
            body = {"message_id": message["id"], "button": button}
            answer = await client.post(f"/simulator/phones/{self.number}/taps", json=body)
            tapped = answer.raise_for_status().json()
        assert tapped["error_code"] is None, "the webhook did not take the tap"
        return await answers(self.database_url, tapped["id"], self.received, before)

    async def wait_for(self, text: str) -> None:
        """Waits for a message with that text that answers none: what staff write, for instance."""
        async with asyncio.timeout(SECONDS):
            while not any(text in said for said in await self.received()):
                await asyncio.sleep(0.05)

    async def wait_for_more_than(self, count: int) -> None:
        """Waits until more messages than so many have come."""
        async with asyncio.timeout(SECONDS):
            while len(await self.received()) <= count:
                await asyncio.sleep(0.05)

    async def ask(self, text: str, *, picture: bool = False, place: bool = False) -> list[str]:
        """Texts, and returns what came back to it; without the notice of first contact."""
        answers = await self.ask_anew(text, picture=picture, place=place)
        return [answer for answer in answers if not answer.startswith(TERMS)]

    async def ask_anew(self, text: str, *, picture: bool = False, place: bool = False) -> list[str]:
        """Texts, and returns everything that came back to it."""
        before = len(await self.received())
        provider_id = await self.text(text, picture=picture, place=place)
        return await answers(self.database_url, provider_id, self.received, before)
