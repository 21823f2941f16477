"""The service as far as HTTP goes, in this process, for requests that are rightly signed."""

import secrets
from collections.abc import Mapping

import httpx
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot.application import Application
from bot.channels.twilio.webhook import parse_form
from bot.http import http_app
from bot.store.models import InboundMessage
from tests.harness.phone import new_number

ADDRESS = "http://enlace.test"
TWILIO_TOKEN = "0" * 32
ACCOUNT = ("AC" + "0" * 32, TWILIO_TOKEN)
TELEGRAM_SECRET, BOT_TOKEN = "a-secret-of-this-test", "5550100:never-asked"
NUMBER, WHATSAPP_NUMBER = "+13125550100", "+13125550199"
INBOUND, STATUS = "/webhooks/twilio", "/webhooks/twilio/status"


class Entrance:
    """The service as far as HTTP goes, and what it stored."""

    def __init__(self, application: Application) -> None:
        self._database = application.database
        transport = httpx.ASGITransport(http_app(application), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    async def by_twilio(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        return await self.by_twilio_as_sent(path, httpx.Request("POST", ADDRESS, data=form).read())

    async def by_twilio_as_sent(self, path: str, body: bytes) -> httpx.Response:
        """Signed for what is read of it."""
        try:
            read = parse_form(body)
        except Exception:  # none of it would be
            read = {}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": RequestValidator(TWILIO_TOKEN).compute_signature(
                f"{ADDRESS}{path}", read
            ),
        }
        return await self.http.post(path, content=body, headers=headers)

    async def by_telegram(self, body: bytes) -> httpx.Response:
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET,
        }
        return await self.http.post("/webhooks/telegram", content=body, headers=headers)

    async def by_web(self, body: bytes, kind: str = "application/json") -> httpx.Response:
        headers = {"Content-Type": kind}
        return await self.http.post("/api/chat/messages", content=body, headers=headers)

    async def stored(self) -> int:
        async with self._database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(InboundMessage)) or 0


def inbound(**parameters: str) -> dict[str, str]:
    told = {"From": new_number(), "To": NUMBER, "Body": "hola", "NumMedia": "0"}
    return {"MessageSid": f"SM{secrets.token_hex(16)}", **told, **parameters}
