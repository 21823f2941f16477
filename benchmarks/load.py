"""Phones and their provider in one light process, so that what is measured has the machine.

Posts signed webhooks as Twilio does, takes the requests to send, reports their statuses, and notes
when each happened. The strict stand-in (bot/simulator) is for tests: it would take a core itself.
"""

import asyncio
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from benchmarks.twilio_requests import ACCOUNT, NUMBER, TwilioRequests, new_sid
from tests.harness.phone import TERMS

ANSWER_SECONDS = 30.0


@dataclass
class Times:
    """Seconds, of a run: until a webhook was acknowledged, and until we were asked to send."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    seconds: float = 0.0
    lost: int = 0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.answered) / self.seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values are not above, in milliseconds."""
    ranked = sorted(values)
    return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]


class Provider:
    """Twilio's part, and the phones'."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self._port = port
        self._waiting: dict[str, asyncio.Queue[float]] = defaultdict(asyncio.Queue)
        self._numbers = itertools.count()

    async def __aenter__(self) -> "Provider":
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._requests = TwilioRequests(self._http)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._requests.finish()
        await self._http.close()
        await self._runner.cleanup()

    def phone(self) -> str:
        """An invented number that was not used before in this process."""
        number = next(self._numbers)
        return f"+1{202 + number // 100}55501{number % 100:02}"

    async def say(self, webhook: str, phone: str, text: str, times: Times) -> None:
        """Texts the service and waits for the request to send its answer, one message.

        An answer of two would let the phone run ahead: its next text would count as answered by the
        second one, and what was not answered yet would weigh on what is measured next.
        """
        begun = time.perf_counter()
        answers = self._waiting[phone]
        if not answers.empty():
            raise RuntimeError(f"an answer of several messages, before {text!r}")
        posting = asyncio.create_task(self._requests.text(webhook, phone, NUMBER, text))
        try:
            if await posting >= 300:
                times.lost += 1
                return
            times.acknowledged.append(time.perf_counter() - begun)
            times.answered.append(await asyncio.wait_for(answers.get(), ANSWER_SECONDS) - begun)
        except (TimeoutError, aiohttp.ClientError):
            times.lost += 1

    async def crowd(self, webhook: str, texts: Sequence[str], phones: int, seconds: float) -> Times:
        """As many turns as fit: each phone texts again as soon as it was answered."""
        times = Times()
        begun = time.perf_counter()

        async def talk(phone: str, offset: int) -> None:
            for text in itertools.islice(itertools.cycle(texts), offset, None):
                if time.perf_counter() - begun > seconds:
                    return
                await self.say(webhook, phone, text, times)

        await asyncio.gather(*(talk(self.phone(), number) for number in range(phones)))
        times.seconds = time.perf_counter() - begun
        return times

    async def stream(
        self, webhook: str, texts: Sequence[str], a_second: float, seconds: float, seed: int
    ) -> Times:
        """Texts at a rate, at random moments, whether or not earlier ones were answered."""
        dice, times = random.Random(seed), Times()
        phones = [self.phone() for _ in range(200)]
        begun = due = time.perf_counter()
        talks = []
        for number in range(int(a_second * seconds)):
            due += dice.expovariate(a_second)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            phone = phones[number % len(phones)]
            said = self.say(webhook, phone, texts[number % len(texts)], times)
            talks.append(asyncio.create_task(said))
        await asyncio.gather(*talks)
        times.seconds = time.perf_counter() - begun
        return times

    async def _take(self, request: web.Request) -> web.Response:
        moment = time.perf_counter()
        form = await request.post()
        if not str(form["Body"]).startswith(TERMS):  # told once to every new address
            self._waiting[str(form["To"])].put_nowait(moment)
        sid = new_sid()
        if "StatusCallback" in form:
            self._requests.report(str(form["StatusCallback"]), sid)
        answer = {"sid": sid, "status": "queued", "account_sid": ACCOUNT, "to": form["To"]}
        return web.json_response(answer, status=201)
