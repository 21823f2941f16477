"""Sends what waits in the lines: at each sender's rate, after replies, in one worker at a time.

The worker that has the lines takes from each about as much as goes out in half a second. A worker
that dies loses its connection to the database, and with it the lines: another has them a second
later. What the dead one had under way is looked up at the provider before it is repeated.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.clock import Clock, ShiftedClock
from bot.conversation.hand_over import HandOver, Outcomes, Providers
from bot.conversation.lines import Line, Share, Taken
from bot.conversation.rate import Rate
from bot.services import simulated_time
from bot.store.alone import alone
from bot.store.database import OUTAGES, Database

log = structlog.get_logger()

MOST_UNDER_WAY: Final = 64
"""Requests to one provider at a time: enough for a hundred a second, where it takes half of one."""
AHEAD_SECONDS: Final = 0.5
"""How much of a sender's time leaves its line at once: a pause or a STOP after that is too late."""
TURN_SECONDS: Final = 0.05
"""How much of a sender's time is taken at once: so long a reply may wait for the line."""
STALE_SECONDS: Final = 5.0
"""What could not be handed over for so long goes back into line, to be asked about anew."""
IDLE_SECONDS: Final = 0.5
"""How often an empty line is looked at."""
NOTED_EVERY_SECONDS: Final = 0.1
NOTING_SECONDS: Final = 15.0
"""For so long it is tried to note what became of messages while the database is down."""
TAKEN_OVER_SECONDS: Final = 1.0
"""How often the other workers see whether the lines are to be had."""


class LineSender:
    """One channel's line on its way out, in the worker that has the lines."""

    def __init__(
        self, line: Line, hand_over: HandOver, rate: Rate, clock: Clock, providers: Providers
    ) -> None:
        self._line = line
        self._hand_over = hand_over
        self._rate = rate
        self._clock = clock
        self._providers = providers
        self._under_way: set[asyncio.Task[None]] = set()
        self._outcomes = Outcomes()

    async def run(self, connection: AsyncConnection, turns: asyncio.Lock) -> None:
        """Sends until canceled; `turns` keeps the lines' uses of the connection apart."""
        await self._hand_over.take_over()
        noting = asyncio.create_task(self._keep_noting())
        try:
            while True:
                share = await self._take(connection, turns)
                await self._send(share.taken)
                if not share.has_waiting:
                    await asyncio.sleep(IDLE_SECONDS)
        finally:
            noting.cancel()
            await asyncio.gather(noting, *self._under_way, return_exceptions=True)
            await self._note_in_the_end()

    async def _take(self, connection: AsyncConnection, turns: asyncio.Lock) -> Share:
        """What may go out now; nothing where the provider takes no more."""
        if len(self._under_way) >= MOST_UNDER_WAY:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        most = self._providers.most(self._line.channel, MOST_UNDER_WAY - len(self._under_way))
        if most <= 0:
            return Share()
        per_second = self._rate.per_second(self._line.channel)
        units = per_second * AHEAD_SECONDS if per_second else MOST_UNDER_WAY
        async with (
            turns,
            connection.begin(),
            AsyncSession(bind=connection, expire_on_commit=False) as session,
        ):
            if isinstance(self._clock, ShiftedClock):
                await simulated_time.follow(session, self._clock)
            return await self._line.take(session, self._clock.now(), most, units)

    async def _send(self, taken: Sequence[Taken]) -> None:
        """Hands messages over at the sender's rate; gives back what takes too long."""
        left, begun = deque(taken), time.monotonic()
        try:
            while left and time.monotonic() - begun < STALE_SECONDS:
                batch = self._next(left)
                wait = await self._rate.take(self._line.channel, sum(t.units for t in batch))
                if wait is not None:
                    await asyncio.sleep(wait)
                    continue
                for each in batch:
                    left.popleft()
                    self._start(each)
                if not self._providers.most(self._line.channel, 1):
                    break
        finally:
            self._outcomes.unasked += left

    def _next(self, left: Sequence[Taken]) -> list[Taken]:
        """The first ones, as many as go out in one turn of the rate."""
        per_second = self._rate.per_second(self._line.channel)
        units = per_second * TURN_SECONDS if per_second else MOST_UNDER_WAY
        found: list[Taken] = []
        for each in left:
            units -= each.units
            if found and units < 0:
                break
            found.append(each)
        return found

    def _start(self, taken: Taken) -> None:
        task = asyncio.create_task(self._hand_to_provider(taken))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _hand_to_provider(self, taken: Taken) -> None:
        became = await self._hand_over.send(taken, self._providers)
        self._outcomes.take_in(became)

    async def _keep_noting(self) -> None:
        while True:
            await asyncio.sleep(NOTED_EVERY_SECONDS)
            try:
                await self._note()
            except OUTAGES:
                log.warning("what was sent cannot be noted now", channel=self._line.channel)
                await asyncio.sleep(TAKEN_OVER_SECONDS)

    async def _note(self) -> None:
        outcomes, self._outcomes = self._outcomes, Outcomes()
        try:
            if outcomes:
                await self._hand_over.note(outcomes)
        except BaseException:
            self._outcomes.take_in(outcomes)
            raise

    async def _note_in_the_end(self) -> None:
        """Notes what is left, as long as there is hope; what it cannot, is looked up some time."""
        until = time.monotonic() + NOTING_SECONDS
        while time.monotonic() < until:
            try:
                await self._note()
            except OUTAGES:
                await asyncio.sleep(TAKEN_OVER_SECONDS)
            else:
                return


async def keep_sending(database: Database, senders: Sequence[LineSender]) -> None:
    """Sends from the lines whenever no other worker does, until canceled."""
    while True:
        try:
            async with alone(database, "lines") as connection:
                if connection:
                    await _send_all(connection, senders)
        except OUTAGES:
            log.warning("the lines wait for the database")
        except ExceptionGroup as errors:
            log.warning("the lines begin anew", exc_info=errors)
        await asyncio.sleep(TAKEN_OVER_SECONDS)


async def _send_all(connection: AsyncConnection, senders: Sequence[LineSender]) -> None:
    turns = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        for sender in senders:
            group.create_task(sender.run(connection, turns))
