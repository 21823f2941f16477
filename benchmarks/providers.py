"""Twilio and Telegram in one light process, which misbehave as told and forget nothing they took.

They tell when each message was taken, by resident: what a phone would show. What they refuse is the
business of the strict stand-ins (bot/simulator).
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any, Literal

import aiohttp
from aiohttp import web

from benchmarks.twilio_requests import ACCOUNT, NUMBER, TwilioRequests, new_sid
from bot.clock import SystemClock

WHATSAPP = "+13125550198"
BOT_TOKEN = "5550199:a-token-for-benchmarks"
type Mood = Literal["well", "down", "slow", "failing", "dropping"]
"""down: connections are refused. failing, dropping: a message is taken, then 500 or nothing is
answered."""
SLOW_SECONDS = 5.0
MESSAGES = "/2010-04-01/Accounts/{sid}/Messages.json"


@dataclass
class Mailbox:
    """What came to one resident: texts, and when, by `time.perf_counter`."""

    texts: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Keeps a text that comes now."""
        self.texts.append(text)
        self.moments.append(time.perf_counter())


class Twilio:
    """Messages of SMS and WhatsApp, by address as Twilio writes it."""

    def __init__(self, port: int, http: aiohttp.ClientSession) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self.mailboxes: dict[str, Mailbox] = defaultdict(Mailbox)
        self.mood: Mood = "well"
        self.requests = 0
        """To send a message, in all."""
        self._port = port
        self._own_requests = TwilioRequests(http)
        self._listed: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._runner: web.AppRunner | None = None

    async def become(self, mood: Mood) -> None:
        """Behaves like this from now on."""
        self.mood = mood
        if mood == "down":
            await self._close()
        elif self._runner is None:
            app = web.Application()
            app.router.add_post(MESSAGES, self._create)
            app.router.add_get(MESSAGES, self._list)
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await self._runner.setup()
            await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()

    async def close(self) -> None:
        """Ends it, once all statuses are reported."""
        await self._own_requests.finish()
        await self._close()

    async def text(self, webhook: str, sender: str, text: str) -> bool:
        """Posts a resident's message; whether it was taken."""
        to = f"whatsapp:{WHATSAPP}" if sender.startswith("whatsapp:") else NUMBER
        return await self._own_requests.text(webhook, sender, to, text) < 300

    async def _close(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form, mood = await request.post(), self.mood
        self.requests += 1
        address, body = str(form["To"]), str(form["Body"])
        if mood == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        self.mailboxes[address].take(body)
        sent = {
            **{"sid": new_sid(), "account_sid": ACCOUNT, "status": "queued"},
            **{"to": address, "body": body, "direction": "outbound-api"},
            "date_sent": format_datetime(SystemClock().now()),
        }
        self._listed[address].append(sent)
        if "StatusCallback" in form:
            self._own_requests.report(str(form["StatusCallback"]), str(sent["sid"]))
        if mood == "failing":
            return web.json_response({"code": 20500, "status": 500}, status=500)
        if mood == "dropping" and request.transport:
            request.transport.abort()
        return web.json_response(sent, status=201)

    async def _list(self, request: web.Request) -> web.Response:
        if self.mood == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        found = self._listed[request.query["To"]][::-1]
        page: dict[str, Any] = {"messages": found, "page": 0, "page_size": 50, "start": 0}
        return web.json_response({**page, "uri": "", "next_page_uri": None})


class Telegram:
    """Chats with the bot, by their id; updates are fetched, since there is no public address."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self.mailboxes: dict[str, Mailbox] = defaultdict(Mailbox)
        self._port = port
        self._updates: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._count = 0

    async def open(self) -> None:
        """Begins to listen."""
        app = web.Application()
        app.router.add_route("*", f"/bot{BOT_TOKEN}/{{method}}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def close(self) -> None:
        """Ends it."""
        await self._runner.cleanup()

    def text(self, person: str, text: str) -> None:
        """A resident writes; the bot fetches it."""
        self._count += 1
        sender = {"id": int(person), "is_bot": False, "first_name": "Ana", "language_code": "en"}
        message = {
            **{"message_id": self._count, "date": int(time.time()), "text": text},
            **{"chat": {"id": int(person), "type": "private"}, "from": sender},
        }
        self._updates.append({"update_id": self._count, "message": message})
        self._news.set()

    async def _answer(self, request: web.Request) -> web.Response:
        asked = {**request.query, **await request.post()}
        result: Any = True
        match request.match_info["method"]:
            case "getUpdates":
                result = await self._fetch(int(str(asked["offset"])), float(str(asked["timeout"])))
            case "sendMessage":
                self._count += 1
                self.mailboxes[str(asked["chat_id"])].take(str(asked["text"]))
                chat = {"id": int(str(asked["chat_id"])), "type": "private"}
                result = {"message_id": self._count, "date": int(time.time()), "chat": chat}
            case "getMe":
                result = {"id": 5550199, "is_bot": True, "first_name": "E", "username": "e_bot"}
        return web.json_response({"ok": True, "result": result})

    async def _fetch(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except TimeoutError:
                return []
        return self._updates[:100]
