"""Many conversations at once while parts of the service are killed, and what must hold after.

Every message that was acknowledged is answered exactly once and in order, whatever was killed when.
"""

import asyncio
import itertools
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

import httpx
import psutil
import psycopg

from bot.conversation.catalog import LOCALES, read_catalog
from tests.harness.phone import Phone
from tests.harness.service import RunningService

SAYINGS = (
    "hello",
    "thank you so much",
    "are you a robot?",
    "goodbye",
    "how much does it cost?",
    "what documents do i need?",
    "how do i apply?",
    "are there any jobs?",
)
"""Texts with answers of their own, so that an answer shows what it answers."""
OPENING = "hi, how much does the internet program cost for my family?"
"""What every conversation begins with: long enough to settle its language."""
ONE_MOMENT = str(read_catalog(LOCALES, "en", "enlace")["one_moment"].string)
TERMS = str(read_catalog(LOCALES, "en", "enlace")["consent.first_contact"].string).split("{")[0]
"""How the notice begins that everybody gets once, before their first answer."""
SETTLED = "SELECT count(*) FILTER (WHERE status = 'received') FROM inbound_messages"
WAITING = "SELECT count(*) FROM outbound_messages WHERE status IN ('queued', 'sending')"


@dataclass
class Said:
    """A text of a phone: what, its id, and whether our webhook took it."""

    text: str
    id: str
    is_taken: bool


@dataclass
class Report:
    """What happened."""

    seed: int
    said: int = 0
    refused: int = 0
    """Texts whose webhook failed: the phone's provider knows that they were not taken."""
    killed: Counter[str] = field(default_factory=Counter)
    moments: int = 0
    settle_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{part} {count}" for part, count in sorted(self.killed.items()))
        lines = [
            f"seed {self.seed}: {self.said} messages, {self.refused} refused by the webhook; "
            f"killed: {killed or 'nothing'}; {self.moments} one-moment notices; all answered "
            f"{self.settle_seconds:.1f} s after the last text; {len(self.faults)} faults",
            *self.faults[:20],
        ]
        return "\n  ".join(lines)


@dataclass
class Storm:
    """`phones` conversations of `messages` texts each, while `kill` strikes at random moments."""

    service: RunningService
    provider_url: str
    phones: int
    messages: int
    seed: int
    parts: Sequence[str] = ("worker", "rasa")
    pause: tuple[float, float] = (2.0, 6.0)
    """Seconds between two kills."""
    gap: float = 4.0
    """Longest pause of a phone between two texts: often shorter than an answer takes."""
    settle_seconds: float = 120.0
    first_phone: int = 0
    """Storms on one service need phones of their own."""
    is_talking: bool = field(default=False, init=False)
    """Whether the phones are texting just now."""

    async def run(self) -> Report:
        """Texts and kills, waits for calm, and checks."""
        dice = random.Random(self.seed)
        report = Report(self.seed)
        await asyncio.to_thread(self.service.wait)
        expected = await self._answers()
        phones = list(_numbers(self.first_phone, self.phones))
        self.is_talking = True
        killing = asyncio.create_task(self._kill(random.Random(dice.random()), report))
        async with self._provider() as provider:
            talks = [self._talk(provider, phone, random.Random(dice.random())) for phone in phones]
            said = await asyncio.gather(*talks)
            self.is_talking = False
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            report.settle_seconds = await self._settle()
            for phone, texts in zip(phones, said, strict=True):
                received = await self._received(provider, phone)
                await self._check(phone, texts, received, expected, report)
        return report

    def _provider(self) -> httpx.AsyncClient:
        """A connection for each request: one kept open may be closed just when it is used again."""
        limits = httpx.Limits(max_keepalive_connections=0, max_connections=self.phones)
        return httpx.AsyncClient(
            base_url=self.provider_url, timeout=60, trust_env=False, verify=False, limits=limits
        )

    async def _answers(self) -> dict[str, list[str]]:
        """What each saying is answered on a calm day."""
        phone = Phone(self.provider_url, self.service.database_url, "+12015550100")
        return {
            text: [said for said in await phone.ask(text) if not is_notice(said)]
            for text in (OPENING, *SAYINGS)
        }

    async def _talk(
        self, provider: httpx.AsyncClient, phone: str, dice: random.Random
    ) -> list[Said]:
        said: list[Said] = []
        for _ in range(self.messages):
            await asyncio.sleep(dice.uniform(0, self.gap) * dice.choice((0.05, 1)))
            text = _next(said, dice)
            url = f"/simulator/phones/{phone}/messages"
            answer = await provider.post(url, json={"text": text})
            message = answer.raise_for_status().json()
            said.append(Said(text, message["id"], message["error_code"] is None))
        return said

    async def _received(self, provider: httpx.AsyncClient, phone: str) -> list[str]:
        answer = await provider.get(f"/simulator/phones/{phone}/messages")
        messages = answer.raise_for_status().json()["messages"]
        return [message["text"] for message in messages if message["direction"] == "out"]

    async def _kill(self, dice: random.Random, report: Report) -> None:
        while self.parts:
            await asyncio.sleep(dice.uniform(*self.pause))
            part = dice.choice(self.parts)
            if await asyncio.to_thread(kill, self.service, part):
                report.killed[part] += 1

    async def _settle(self) -> float:
        """Waits until nothing is left to answer or to deliver; returns how long that took."""
        begun = time.monotonic()
        while time.monotonic() - begun < self.settle_seconds:
            try:
                if await asyncio.to_thread(self._left) == 0:
                    break
            except psycopg.OperationalError:
                pass  # the database is among what was killed
            await asyncio.sleep(0.25)
        return time.monotonic() - begun

    def _left(self) -> int:
        with psycopg.connect(self.service.database_url, connect_timeout=5) as connection:
            counts = [connection.execute(query).fetchone() for query in (SETTLED, WAITING)]
        return sum(row[0] for row in counts if row)

    async def _check(
        self,
        phone: str,
        said: list[Said],
        received: list[str],
        expected: dict[str, list[str]],
        report: Report,
    ) -> None:
        report.said += len(said)
        report.refused += sum(not text.is_taken for text in said)
        kept = await asyncio.to_thread(self._kept, [text.id for text in said])
        moments = [text == ONE_MOMENT for text in received]
        report.moments += sum(moments)
        if any(one and other for one, other in itertools.pairwise(moments)):
            report.faults.append(f"{phone}: told to wait twice in a row")
        answered = []
        for text in said:
            status = kept.get(text.id)
            if text.is_taken and status != "answered":
                report.faults.append(f"{phone}: {text.text!r} ended as {status}")
            if status:
                answered.append(text.text)
        wanted = [answer for text in answered for answer in expected[text]]
        if sum(text.startswith(TERMS) for text in received) > 1:
            report.faults.append(f"{phone}: told the terms twice")
        got = [text for text in received if not is_notice(text)]
        if got != wanted:
            report.faults.append(f"{phone}: {difference(wanted, got)}")

    def _kept(self, ids: list[str]) -> dict[str, str]:
        query = "SELECT provider_id, status FROM inbound_messages WHERE provider_id = ANY(%s)"
        with psycopg.connect(self.service.database_url) as connection:
            return dict(connection.execute(query, [ids]).fetchall())


def is_notice(text: str) -> bool:
    """Whether a message answers nothing that was said."""
    return text == ONE_MOMENT or text.startswith(TERMS)


def kill(service: RunningService, part: str) -> bool:
    """Kills a part with SIGKILL; False where it does not run just now."""
    try:
        process = postmaster(service) if part == "postgres" else service.part(part)
        process.send_signal(signal.SIGQUIT if part == "postgres" else signal.SIGKILL)
    except (LookupError, psutil.NoSuchProcess, FileNotFoundError):
        return False
    return True


def postmaster(service: RunningService) -> psutil.Process:
    """The embedded PostgreSQL's first process."""
    lines = (service.data_dir / "postgresql" / "postmaster.pid").read_text().splitlines()
    return psutil.Process(int(lines[0]))


def difference(wanted: list[str], got: list[str]) -> str:
    """In a few words, how the answers that came differ from those that were due."""
    missing, extra = Counter(wanted) - Counter(got), Counter(got) - Counter(wanted)
    if not missing and not extra:
        return "answers out of order"
    told = [f"{count} x {text[:40]!r}" for text, count in missing.items()]
    more = [f"{count} x {text[:40]!r}" for text, count in extra.items()]
    return f"missing: {'; '.join(told) or 'none'}; too many: {'; '.join(more) or 'none'}"


async def until(is_so: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Whether something came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if await is_so():
            return True
        await asyncio.sleep(0.1)
    return False


def _numbers(first: int, count: int) -> Iterator[str]:
    """Invented numbers, no two alike."""
    for index in range(first, first + count):
        yield f"+1{202 + index // 100}55501{index % 100:02}"


def _next(said: list[Said], dice: random.Random) -> str:
    """Never the same text twice in a row, which would hide a wrong order."""
    if not any(text.is_taken for text in said):
        return OPENING
    return dice.choice([text for text in SAYINGS if text != said[-1].text])
