"""What the stand-in remembers, in memory and bounded: chats, updates to hand over, settings."""

import asyncio
import itertools
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.simulator.behaviour import Behaving
from bot.simulator.telegram.chats import Chat, Group, Message, Person
from bot.simulator.telegram.pace import Paces
from bot.simulator.watching import Watchers

MOST_UPDATES = 10_000
"""Updates kept until they are fetched; Telegram keeps them for 24 hours."""


@dataclass(frozen=True)
class Webhook:
    """Where updates are brought to, as set by ``setWebhook``."""

    url: str
    secret: str
    allowed: frozenset[str]


class TelegramStandin(Behaving):
    """One bot, and whoever talks to it; ``now`` tells the service's time (aware)."""

    def __init__(
        self, token: str, username: str, now: Callable[[], datetime], *, max_messages: int = 20_000
    ) -> None:
        super().__init__()
        self.token = token
        self.username = username
        self.now = now
        self.paces = Paces()
        self.webhook: Webhook | None = None
        self.webhook_failure: tuple[datetime, str] | None = None
        """When the webhook last failed, and how."""
        self.allowed: frozenset[str] = frozenset()
        self.commands: dict[str, list[dict[str, str]]] = {}
        """By language; of everybody else under ``""``."""
        self.updates: deque[dict[str, Any]] = deque(maxlen=MOST_UPDATES)
        self.queries: set[str] = set()
        """Taps that wait for their answer."""
        self.grown = asyncio.Condition()
        self.fetches = 0
        """Counts ``getUpdates``: the latest ends those before it."""
        self._max_messages = max_messages
        self._chats: dict[int, Chat] = {}
        self._messages: OrderedDict[tuple[int, int], Message] = OrderedDict()
        self.watchers = Watchers[Message]()
        self._update_ids = itertools.count(100_000)
        self._message_ids = itertools.count(1)

    def as_user(self) -> dict[str, Any]:
        """The bot, as the Bot API shows it."""
        number = int(self.token.partition(":")[0])
        bot = {"id": number, "is_bot": True, "first_name": "Enlace", "username": self.username}
        return {**bot, "can_join_groups": True, "can_read_all_group_messages": False}

    def chat(self, chat_id: int) -> Chat | None:
        """The chat with that id, if the bot knows it: it cannot write first."""
        return self._chats.get(chat_id)

    def person(self, person_id: int, name: str = "", language: str = "en") -> Person:
        """Somebody, known to the bot from now on."""
        chat = self._chats.setdefault(person_id, Person(person_id, name or "Someone", language))
        if not isinstance(chat, Person):
            raise TypeError("That is a group.")
        return chat

    def group(self, group_id: int) -> Group:
        """A group that has added the bot, or adds it again."""
        chat = self._chats.setdefault(group_id, Group(group_id))
        if not isinstance(chat, Group):
            raise TypeError("That is a person.")
        chat.has_bot = True
        return chat

    def add(self, chat: Chat, text: str, *, is_from_bot: bool, **more: Any) -> Message:
        """Keep a new message and show it to who watches."""
        message = Message(
            id=next(self._message_ids),
            chat=chat,
            at=self.now(),
            text=text,
            is_from_bot=is_from_bot,
            **more,
        )
        self._messages[chat.id, message.id] = message
        if len(self._messages) > self._max_messages:
            self._messages.popitem(last=False)
        self.watchers.show(message)
        return message

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message of a chat, if it is still kept."""
        return self._messages.get((chat_id, message_id))

    def conversation(self, chat_id: int) -> list[Message]:
        """All messages of a chat, oldest first."""
        return [message for message in self._messages.values() if message.chat.id == chat_id]

    def update(self, **content: Any) -> dict[str, Any]:
        """A new update with an id of its own."""
        return {"update_id": next(self._update_ids), **content}
