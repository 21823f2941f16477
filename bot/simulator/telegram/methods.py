"""The Bot API's methods that a bot like ours uses, as strict as Telegram's."""

import re
import time
from collections.abc import Mapping
from typing import Any, TypedDict
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from bot.simulator.telegram import errors
from bot.simulator.telegram.chats import Chat, Group, Message, Person
from bot.simulator.telegram.errors import TelegramRefused, bad_request, too_fast
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.state import TelegramStandin, Webhook

MAX_TEXT = 4096
MAX_BUTTON_DATA = 64
"""Bytes."""
MAX_COMMANDS = 100
MAX_UPDATES = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PORTS = (443, 80, 88, 8443)

type Form = Mapping[str, str]


class Markup(TypedDict, total=False):
    """What goes with a message; of a button we know the text and what it sends."""

    inline_keyboard: list[list[dict[str, str]]]


COMMANDS, MARKUP = TypeAdapter(list[dict[str, str]]), TypeAdapter(Markup)
NAMES = TypeAdapter(frozenset[str])


class Methods:
    """Answers one bot's requests; each method returns the ``result``.

    All raise `TelegramRefused` with what Telegram answers.
    """

    def __init__(self, standin: TelegramStandin, handover: Handover) -> None:
        self._standin = standin
        self._handover = handover
        self.by_name = {
            "getme": self._get_me,
            "setmycommands": self._set_my_commands,
            "getmycommands": self._get_my_commands,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
            "getupdates": self._get_updates,
            "sendmessage": self._send_message,
            "editmessagetext": self._edit_message_text,
            "editmessagereplymarkup": self._edit_message_reply_markup,
            "answercallbackquery": self._answer_callback_query,
            "leavechat": self._leave_chat,
        }
        """Names are not case-sensitive."""

    async def _get_me(self, _: Form) -> Any:
        return self._standin.as_user()

    async def _set_my_commands(self, form: Form) -> bool:
        commands = _json(form.get("commands", ""), COMMANDS, "commands")
        if len(commands) > MAX_COMMANDS:
            raise bad_request("can't parse commands")
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._standin.commands[form.get("language_code", "")] = commands
        return True

    async def _get_my_commands(self, form: Form) -> Any:
        return self._standin.commands.get(form.get("language_code", ""), [])

    async def _set_webhook(self, form: Form) -> bool:
        url, secret = form.get("url", ""), form.get("secret_token", "")
        if not url:
            return await self._delete_webhook(form)
        scheme, port = _scheme_and_port(url)
        if scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (port or 443) not in _PORTS:
            ports = "80, 88, 443 or 8443"
            raise bad_request(f"bad webhook: Webhook can be set up only on ports {ports}")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= _number(form.get("max_connections", "40")) <= 100:
            raise bad_request("max_connections is out of range")
        self._standin.webhook = Webhook(url, secret, _allowed(form))
        self._handover.bring_pending()
        return True

    async def _delete_webhook(self, _: Form) -> bool:
        self._standin.webhook = None
        return True

    async def _get_webhook_info(self, _: Form) -> Any:
        webhook = self._standin.webhook
        info: dict[str, Any] = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._standin.updates),
        }
        if self._standin.webhook_failure:
            at, reason = self._standin.webhook_failure
            info |= {"last_error_date": int(at.timestamp()), "last_error_message": reason}
        return info

    async def _get_updates(self, form: Form) -> Any:
        if "allowed_updates" in form:
            self._standin.allowed = _allowed(form)
        limit = min(max(_number(form.get("limit", "100")), 1), MAX_UPDATES)
        timeout = min(_number(form.get("timeout", "0")), 50)
        return await self._handover.fetch(_number(form.get("offset", "0")), limit, timeout)

    async def _send_message(self, form: Form) -> Any:
        chat = self._reachable(form)
        text, buttons = _text(form), _buttons(form)
        seconds = self._standin.paces.take(chat.id, time.monotonic())
        if seconds is not None:
            raise too_fast(seconds)
        message = self._standin.add(chat, text, is_from_bot=True, buttons=buttons)
        return message.as_json(self._standin.as_user())

    async def _edit_message_text(self, form: Form) -> Any:
        return self._edit(self._own_message(form), _text(form), _buttons(form))

    async def _edit_message_reply_markup(self, form: Form) -> Any:
        message = self._own_message(form)
        return self._edit(message, message.text, _buttons(form))

    def _edit(self, message: Message, text: str, buttons: list[list[dict[str, str]]]) -> Any:
        if (text, buttons) == (message.text, message.buttons):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message.text, message.buttons = text, buttons
        self._standin.watchers.show(message)
        return message.as_json(self._standin.as_user())

    async def _answer_callback_query(self, form: Form) -> bool:
        query = form.get("callback_query_id", "")
        if query not in self._standin.queries:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._standin.queries.discard(query)
        return True

    async def _leave_chat(self, form: Form) -> bool:
        chat = self._reachable(form)
        if not isinstance(chat, Group):
            raise bad_request("chat member status can't be changed in private chats")
        chat.has_bot = False
        return True

    def _reachable(self, form: Form) -> Chat:
        if not form.get("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self._standin.chat(_number(form["chat_id"]))
        if chat is None:
            raise bad_request("chat not found")
        if isinstance(chat, Person) and chat.has_blocked:
            raise TelegramRefused(errors.BLOCKED)
        if isinstance(chat, Group) and not chat.has_bot:
            raise TelegramRefused(errors.NOT_IN_GROUP)
        return chat

    def _own_message(self, form: Form) -> Message:
        chat = self._reachable(form)
        message = self._standin.find(chat.id, _number(form.get("message_id", "0")))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.is_from_bot:
            raise bad_request("message can't be edited")
        return message


def _text(form: Form) -> str:
    text = form.get("text", "")
    if not text.strip():
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def _buttons(form: Form) -> list[list[dict[str, str]]]:
    if not form.get("reply_markup"):
        return []
    markup = _json(form["reply_markup"], MARKUP, "reply keyboard markup JSON object")
    rows = markup.get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad_request('can\'t parse inline keyboard button: Field "text" is empty')
        if not 1 <= len(button.get("callback_data", "").encode()) <= MAX_BUTTON_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    return rows


def _allowed(form: Form) -> frozenset[str]:
    return _json(form.get("allowed_updates") or "[]", NAMES, "allowed updates")


def _json[Read](text: str, kind: TypeAdapter[Read], what: str) -> Read:
    try:
        return kind.validate_json(text)
    except ValidationError:
        raise bad_request(f"can't parse {what}") from None


def _scheme_and_port(url: str) -> tuple[str, int | None]:
    try:
        return urlsplit(url).scheme, urlsplit(url).port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad_request("wrong parameter: a number is expected") from None
