"""What the stand-in remembers, in memory and bounded: messages, opt-outs, who watches."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any

from bot.simulator.account import Account
from bot.simulator.behaviour import Behaving, Behaviour, Pace
from bot.simulator.contents import Contents
from bot.simulator.messages import Message, Status
from bot.simulator.optout import OptOuts
from bot.simulator.watching import Watchers


class Standin(Behaving):
    """The state shared by the simulated API and the simulated phones.

    ``now`` tells the service's time (aware); ``max_messages`` is how many are kept, oldest
    forgotten first.
    """

    def __init__(
        self,
        account: Account,
        now: Callable[[], datetime],
        *,
        behaviour: Behaviour | None = None,
        max_messages: int = 20_000,
    ) -> None:
        super().__init__(behaviour)
        self.account = account
        self.now = now
        self.optouts = OptOuts()
        self.contents = Contents(account.templates)
        self.pace = Pace()
        self.callback_failures = 0
        """Status callbacks that were not answered with success."""
        self._max_messages = max_messages
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._by_phone: dict[str | None, dict[str, Message]] = defaultdict(dict)
        self.watchers = Watchers[Message]()
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, message: Message) -> None:
        """Keep a new message and show it to who watches."""
        self._messages[message.sid] = self._by_phone[message.phone][message.sid] = message
        if len(self._messages) > self._max_messages:
            _, oldest = self._messages.popitem(last=False)
            del self._by_phone[oldest.phone][oldest.sid]
        self.watchers.show(message)

    def change(self, message: Message, status: Status, error_code: int | None = None) -> None:
        """Move a message to a status, with the time it happened."""
        message.status, message.error_code, message.updated = status, error_code, self.now()
        if status == "sent":
            message.sent = message.updated
        self.watchers.show(message)

    def find(self, sid: str) -> Message | None:
        """The message with that id, if it is still kept."""
        return self._messages.get(sid)

    def newest_first(self) -> Iterator[Message]:
        """All messages kept, both ways, the way Twilio lists them."""
        return reversed(self._messages.values())

    def conversation(self, phone: str) -> list[Message]:
        """All messages from and to a phone, oldest first."""
        return list(self._by_phone[phone].values()) if phone in self._by_phone else []

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` in the background."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until all background work is done (every status reported)."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
