"""Requests as Twilio makes them: a text that came in, and what became of one that went out."""

import asyncio
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "2" * 32
TOKEN = "a token for benchmarks"
NUMBER = "+13125550199"
REPORT_SECONDS = 0.2
"""Between one status and the next."""


class TwilioRequests:
    """Signed with the account's token."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._validator = RequestValidator(TOKEN)
        self._reports: set[asyncio.Task[None]] = set()

    async def text(self, webhook: str, sender: str, to: str, text: str) -> int:
        """A text that came in; the status of the answer."""
        form = {
            **{"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "MessageSid": new_sid()},
            **{"From": sender, "To": to, "Body": text, "NumMedia": "0", "NumSegments": "1"},
        }
        return await self._post(webhook, form)

    def report(self, address: str, sid: str) -> None:
        """Soon, that a message was sent, then that it was delivered."""
        task = asyncio.create_task(self._report(address, sid))
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def finish(self) -> None:
        """Waits until all is reported."""
        while self._reports:
            await asyncio.gather(*self._reports, return_exceptions=True)

    async def _report(self, address: str, sid: str) -> None:
        for status in ("sent", "delivered"):
            await asyncio.sleep(REPORT_SECONDS)
            form = {"AccountSid": ACCOUNT, "MessageSid": sid, "MessageStatus": status}
            await self._post(address, form)

    async def _post(self, url: str, form: dict[str, str]) -> int:
        headers = {"X-Twilio-Signature": self._validator.compute_signature(url, form)}
        async with self._http.post(url, data=form, headers=headers) as answer:
            await answer.read()
            return answer.status


def new_sid() -> str:
    """The SID of a new message."""
    return f"SM{uuid4().hex}"
