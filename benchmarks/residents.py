"""Residents of all channels, who text at a rate, and what must have come to them in the end."""

import asyncio
import itertools
import json
import random
import time
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from benchmarks.providers import BOT_TOKEN, WHATSAPP, Mailbox, Telegram, Twilio
from benchmarks.twilio_requests import ACCOUNT, NUMBER, TOKEN
from tests.harness.service import free_port
from tests.harness.storm import OPENING, SAYINGS, difference, is_notice

TEXTS_OF_EACH = 6
"""Then somebody new writes in their place, as in a busy city."""
IN_CALM_SECONDS = 1.5
"""On a calm day, an answer has come as a whole when nothing came for so long."""


@dataclass(eq=False)
class Resident:
    """One conversation."""

    channel: str
    address: str
    mailbox: Mailbox
    said: list[tuple[str, float]] = field(default_factory=list)
    """Texts that were acknowledged, and when they were written."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The next text goes out when the last one was acknowledged."""
    texts: int = TEXTS_OF_EACH
    """How many they will write."""
    planned: int = 0
    token: str | None = None
    stream: asyncio.Task[None] | None = None


@dataclass
class Outcome:
    """What came of all that was said."""

    said: int = 0
    faults: list[str] = field(default_factory=list)
    waits: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    """By channel: when something was said, and the seconds until its answer came."""


class City:
    """All residents, and both providers."""

    def __init__(self, http: aiohttp.ClientSession, seed: int) -> None:
        self.http = http
        self.twilio = Twilio(free_port(), http)
        self.telegram = Telegram(free_port())
        self.refused = 0
        self._dice = random.Random(seed)
        self._numbers = itertools.count()
        self._residents: list[Resident] = []
        self._active: dict[str, list[Resident]] = defaultdict(list)
        self._expected: dict[tuple[str, str], list[str]] = {}
        self._base_url = ""

    @property
    def settings(self) -> dict[str, str]:
        """What the service must be told to use these providers."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_WHATSAPP_FROM": WHATSAPP,
            "TWILIO_API_URL": self.twilio.base_url,
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_API_URL": self.telegram.base_url,
        }

    async def open(self) -> None:
        """Both providers listen."""
        await self.telegram.open()
        await self.twilio.become("well")

    async def close(self) -> None:
        """Ends what was opened."""
        streams = [resident.stream for resident in self._residents if resident.stream]
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        await self.twilio.close()
        await self.telegram.close()

    async def learn(self, base_url: str, channels: list[str]) -> None:
        """Hears on each channel what every saying is answered on a calm day."""
        self._base_url = base_url
        await asyncio.gather(*(self._learn(channel) for channel in channels))

    async def stream(self, rates: Mapping[str, float], seconds: float) -> tuple[float, float]:
        """Texts at random moments, so many a second on each channel; the begin and the end."""
        begun = due = time.perf_counter()
        channels, weights = list(rates), list(rates.values())
        texting = set()
        while (due := due + self._dice.expovariate(sum(weights))) < begun + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            [channel] = self._dice.choices(channels, weights)
            texting.add(asyncio.create_task(self._say(self._somebody(channel))))
            texting = {task for task in texting if not task.done()}
        await asyncio.gather(*texting)
        return begun, time.perf_counter()

    def check(self) -> Outcome:
        """Whether everybody got each answer once, and in order; call it when all is delivered."""
        outcome = Outcome()
        for resident in self._residents:
            outcome.said += len(resident.said)
            box = resident.mailbox
            came = [
                (text, moment)
                for text, moment in zip(box.texts, box.moments, strict=True)
                if not is_notice(text)
            ]
            wanted = [self._expected[resident.channel, text] for text, _ in resident.said]
            got = [text for text, _ in came]
            if got != list(itertools.chain(*wanted)):
                why = difference(list(itertools.chain(*wanted)), got)
                outcome.faults.append(f"{resident.channel} {resident.address}: {why}")
                continue
            place = 0
            for (_, at), answers in zip(resident.said, wanted, strict=True):
                outcome.waits[resident.channel].append((at, came[place][1] - at))
                place += len(answers)
        return outcome

    async def _learn(self, channel: str) -> None:
        resident = self._new(channel)
        resident.texts = 1 + len(SAYINGS)
        for text in (OPENING, *SAYINGS):
            before = len(resident.mailbox.texts)
            await self._send(resident, text)
            while (
                len(resident.mailbox.texts) == before
                or time.perf_counter() - resident.mailbox.moments[-1] < IN_CALM_SECONDS
            ):
                await asyncio.sleep(0.1)
            came = [said for said in resident.mailbox.texts[before:] if not is_notice(said)]
            self._expected[channel, text] = came
        self._residents.remove(resident)

    def _somebody(self, channel: str) -> Resident:
        active = self._active[channel]
        active[:] = [resident for resident in active if resident.planned < resident.texts]
        if len(active) < 10 or self._dice.random() < 1 / TEXTS_OF_EACH:
            active.append(self._new(channel))
        resident = self._dice.choice(active)
        resident.planned += 1
        return resident

    def _new(self, channel: str) -> Resident:
        number = next(self._numbers)
        phone = f"+1{202 + number // 100}55501{number % 100:02}"
        if channel == "telegram":
            address = str(1000 + number)
            resident = Resident(channel, address, self.telegram.mailboxes[address])
        elif channel == "web":
            resident = Resident(channel, f"visitor {number}", Mailbox())
        else:
            address = phone if channel == "sms" else f"whatsapp:{phone}"
            resident = Resident(channel, address, self.twilio.mailboxes[address])
        self._residents.append(resident)
        return resident

    async def _say(self, resident: Resident) -> None:
        async with resident.turn:
            last = resident.said[-1][0] if resident.said else None
            text = self._dice.choice([saying for saying in SAYINGS if saying != last])
            text = text if resident.said else OPENING
            at = time.perf_counter()
            try:
                is_taken = await self._send(resident, text)
            except (aiohttp.ClientError, TimeoutError):
                is_taken = False
            if is_taken:
                resident.said.append((text, at))
            else:
                self.refused += 1

    async def _send(self, resident: Resident, text: str) -> bool:
        if resident.channel == "telegram":
            self.telegram.text(resident.address, text)
            return True
        if resident.channel == "web":
            return await self._chat(resident, text)
        webhook = f"{self._base_url}/webhooks/twilio"
        return await self.twilio.text(webhook, resident.address, text)

    async def _chat(self, resident: Resident, text: str) -> bool:
        body = {"text": text, "client_id": str(uuid.uuid4()), "language": "en"}
        url, headers = f"{self._base_url}/api/chat/messages", _bearer(resident)
        async with self.http.post(url, json=body, headers=headers) as answer:
            if answer.status >= 300:
                return False
            posted = await answer.json()
        if resident.token is None:
            resident.token = posted["token"]
            resident.stream = asyncio.create_task(self._listen(resident))
        return True

    async def _listen(self, resident: Resident) -> None:
        """Reads the conversation's events until all it will ever say is answered."""
        answered, forever = 0, aiohttp.ClientTimeout(total=None)
        url = f"{self._base_url}/api/chat/events"
        async with self.http.get(url, headers=_bearer(resident), timeout=forever) as events:
            event = ""
            async for line in events.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "message":
                    resident.mailbox.take(json.loads(value)["text"])
                elif name == "data" and event == "answered":
                    answered += 1
                    if answered == resident.texts:
                        return


def _bearer(resident: Resident) -> dict[str, str]:
    return {"Authorization": f"Bearer {resident.token}"} if resident.token else {}
