"""The people and groups the stand-in knows, and what was said in their chats."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Person:
    """Somebody with Telegram; ``language`` is their app's, as an IETF tag."""

    id: int
    name: str
    language: str = "en"
    has_blocked: bool = False

    def as_user(self) -> dict[str, Any]:
        """As the Bot API shows a user."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name}
        return {**user, "language_code": self.language} if self.language else user

    def as_chat(self) -> dict[str, Any]:
        """As the Bot API shows a private chat."""
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass(slots=True)
class Group:
    """A group chat the bot was added to; its id is negative."""

    id: int
    has_bot: bool = True

    def as_chat(self) -> dict[str, Any]:
        """As the Bot API shows a group."""
        return {"id": self.id, "type": "supergroup", "title": "A group"}


type Chat = Person | Group


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, either way."""

    id: int
    chat: Chat
    at: datetime
    text: str
    is_from_bot: bool
    buttons: list[list[dict[str, str]]] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    """What the Bot API shows besides text: a photo, a voice message."""

    def as_json(self, bot: dict[str, Any], sender: Person | None = None) -> dict[str, Any]:
        """As the Bot API shows it; ``sender`` is who wrote it in a group."""
        person = sender or (self.chat if isinstance(self.chat, Person) else None)
        message: dict[str, Any] = {
            "message_id": self.id,
            "date": int(self.at.timestamp()),
            "chat": self.chat.as_chat(),
            "from": bot if self.is_from_bot or person is None else person.as_user(),
            **self.content,
        }
        if self.text:
            message["caption" if self.content else "text"] = self.text
        if self.buttons:
            message["reply_markup"] = {"inline_keyboard": self.buttons}
        return message
