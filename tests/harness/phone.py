"""An invented phone that texts the service through the Twilio stand-in."""

import asyncio
import itertools
import random
from dataclasses import dataclass, field

import httpx

_area_codes = itertools.cycle(random.sample(range(201, 990), 700))


def new_number() -> str:
    """A number nobody has: any area code with 555-01xx."""
    return f"+1{next(_area_codes)}5550{random.randint(100, 199)}"


@dataclass
class Phone:
    """A phone; `base_url` is where the stand-in's phones are."""

    base_url: str
    number: str = field(default_factory=new_number)

    async def text(self, text: str, *, picture: bool = False) -> None:
        """Texts the service and waits until its webhook acknowledged."""
        async with self._client() as client:
            body = {"text": text, "picture": picture}
            answer = await client.post(f"/simulator/phones/{self.number}/messages", json=body)
            answer.raise_for_status()

    async def received(self) -> list[str]:
        """What has come back so far, oldest first."""
        async with self._client() as client:
            answer = await client.get(f"/simulator/phones/{self.number}/messages")
            messages = answer.raise_for_status().json()["messages"]
            return [message["text"] for message in messages if message["direction"] == "out"]

    async def ask(self, text: str, *, seconds: float = 30) -> list[str]:
        """Texts, and returns the answers once they have all come."""
        before = len(await self.received())
        await self.text(text)
        return await self.answers(before, seconds=seconds)

    async def answers(self, before: int, *, seconds: float = 30) -> list[str]:
        """The answers after the first `before`, once none has come for a moment."""
        async with asyncio.timeout(seconds):
            count, calm = before, 0
            while count == before or calm < 8:
                await asyncio.sleep(0.1)
                received = await self.received()
                calm = calm + 1 if len(received) == count else 0
                count = len(received)
        return received[before:]

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.base_url, timeout=20, trust_env=False)
