"""Reads what Telegram tells us: a message, a tapped button, who blocked the bot, a group."""

from collections.abc import Collection
from dataclasses import dataclass

import structlog
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.medium import MAX_CHARACTERS, NAME
from bot.conversation.inbox import Arrival, Attachment
from bot.metrics import FAILURES

log = structlog.get_logger()

ALLOWED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""What we have Telegram tell us; posts in channels are not among it."""
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
START = "/start "
"""Before the code of a deep link (`t.me/bot?start=CODE`)."""
ATTACHMENTS: dict[str, Attachment] = {
    "photo": "picture",
    "video": "picture",
    "animation": "picture",
    "document": "file",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "location": "place",
    "venue": "place",
    "contact": "contact",
}


@dataclass(frozen=True)
class Said:
    """A resident's message."""

    arrival: Arrival


@dataclass(frozen=True)
class Tapped:
    """A button of one of our messages, tapped by a resident."""

    arrival: Arrival
    query_id: str
    chat_id: int
    message_id: int
    text: str | None
    """What the message says; None where Telegram does not tell it."""

    def marked(self, label: str) -> str | None:
        """Its text with the choice that was taken below it; None where there is no room."""
        marked = f"{self.text}\n\n✓ {label}"
        return marked if self.text and len(marked) <= MAX_CHARACTERS else None


@dataclass(frozen=True)
class TappedElsewhere:
    """A button tapped where we talk with nobody, such as in a group."""

    query_id: str


@dataclass(frozen=True)
class Blocked:
    """A resident blocked the bot."""

    address: str


@dataclass(frozen=True)
class InGroup:
    """Somebody talks to the bot, or has added it, where others listen."""

    chat_id: int
    language: str | None


type Incoming = Said | Tapped | TappedElsewhere | Blocked | InGroup


def parse(data: object) -> Update | None:
    """An update as Telegram writes it; None where the library does not know its kind.

    Raises ValueError where it is none at all.
    """
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        raise ValueError("this is no update")  # noqa: TRY004 (for callers, one kind of fault)
    try:
        return Update.de_json(data)
    except Exception as error:
        FAILURES.labels("update").inc()
        log.warning("an update of telegram could not be read", reason=type(error).__name__)
        return None


class Reader:
    """Reads updates to one bot."""

    def __init__(self, bot_id: str, languages: Collection[str]) -> None:
        self._bot_id = bot_id
        self._languages = languages

    def read(self, update: Update) -> Incoming | None:
        """What an update is for us; None where it is nothing."""
        if update.callback_query:
            return self._tap(update.update_id, update.callback_query)
        if update.my_chat_member:
            return self._standing(update.my_chat_member)
        message = update.message or update.edited_message
        if message is None or message.from_user is None or message.from_user.is_bot:
            return None
        if message.chat.type in GROUPS:
            return self._group(message.chat, message.from_user)
        arrival = self._message(update, message, message.from_user)
        return Said(arrival) if arrival else None

    def _message(self, update: Update, message: Message, sender: User) -> Arrival | None:
        text = message.text or message.caption or ""
        attachment: Attachment | None = "edit" if update.edited_message else _attachment(message)
        if message.sticker:
            text = message.sticker.emoji or ""
        if not text and (update.edited_message or not message.effective_attachment):
            return None  # a live location that moves; "you pinned a message"
        code = text.removeprefix(START).strip() if text.startswith(START) else None
        return Arrival(
            channel=NAME,
            address=str(message.chat.id),
            provider_id=self._id(update.update_id, message),
            text=START.strip() if code is not None else text,
            attachment=attachment,
            language=self._language(sender),
            link=code or None,
        )

    def _tap(self, update_id: int, query: CallbackQuery) -> Incoming:
        message = query.message
        if message is None or query.data is None or message.chat.type != ChatType.PRIVATE:
            return TappedElsewhere(query.id)
        text = message.text if isinstance(message, Message) else None
        arrival = Arrival(
            channel=NAME,
            address=str(message.chat.id),
            provider_id=f"{self._bot_id}.{update_id}.{query.id}",
            text="",
            choice=query.data,
            language=self._language(query.from_user),
        )
        return Tapped(arrival, query.id, message.chat.id, message.message_id, text)

    def _standing(self, change: ChatMemberUpdated) -> Incoming | None:
        status = change.new_chat_member.status
        if change.chat.type == ChatType.PRIVATE:
            return Blocked(str(change.chat.id)) if status == ChatMemberStatus.BANNED else None
        is_in = status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
        is_group = change.chat.type in GROUPS
        return self._group(change.chat, change.from_user) if is_in and is_group else None

    def _group(self, chat: Chat, sender: User) -> InGroup:
        return InGroup(chat.id, self._language(sender))

    def _id(self, update_id: int, message: Message) -> str:
        """Unique, and the same when Telegram repeats itself; the pictures of an album have one.

        After a quiet week Telegram may count its updates from anywhere: so with the message's id.
        """
        if message.media_group_id:
            return f"{self._bot_id}.album.{message.media_group_id}"
        return f"{self._bot_id}.{update_id}.{message.message_id}"

    def _language(self, sender: User) -> str | None:
        """The language of somebody's Telegram, if it is one of ours."""
        language = (sender.language_code or "").partition("-")[0]
        return language if language in self._languages else None


def _attachment(message: Message) -> Attachment | None:
    return next((known for name, known in ATTACHMENTS.items() if getattr(message, name)), None)
