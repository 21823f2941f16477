"""What a request may bring, and how long it may take to bring it."""

import asyncio
import re

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.errors import refusal

MAX_BODY = 256 * 1024
"""Bytes. Twilio's webhooks take about 2 kB, the longest message of the chat 80 kB; Rasa's calls to
our actions are the largest, with the latest events of a conversation."""
BODY_SECONDS = 10.0
"""How long a body may take to come in: Twilio itself gives a webhook 15 seconds in all."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
CONTENT_TYPES = (
    ("/webhooks/twilio", FORM),
    ("/webhooks/telegram", JSON),
    ("/api/", JSON),
    ("/internal/", JSON),
)
"""What bodies are, by how the path begins."""
MUST_SAY = "/api/"
"""Where a body must say what it is: browsers let any site send one that does not."""
LENGTH = re.compile(r"[0-9]{1,20}")


class TooLarge(HTTPException):
    """A body beyond the limit."""

    def __init__(self) -> None:
        super().__init__(413)


class TooSlow(HTTPException):
    """A body that does not come in."""

    def __init__(self) -> None:
        super().__init__(408)


async def too_large(_: Request, __: Exception) -> Response:
    """Says that a body is beyond the limit."""
    return refusal(413, "too_large")


async def too_slow(_: Request, __: Exception) -> Response:
    """Says that a body did not come in; the connection is of no more use."""
    answer = refusal(408, "too_slow")
    answer.headers["Connection"] = "close"
    return answer


class BodyLimit:
    """Refuses bodies of another type than the path takes, or that declare more than `MAX_BODY`, and
    stops reading one that is over it all the same, or takes longer than `seconds`."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts the body as it comes in; raises `TooLarge` or `TooSlow` to whoever reads it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] == "POST" and not _is_of_its_type(scope["path"], headers):
            await refusal(415, "wrong_type")(scope, receive, send)
            return
        if _declared(headers) > MAX_BODY:
            answer = refusal(413, "too_large")
            answer.headers["Connection"] = "close"  # what is on its way is not read
            await answer(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + self._seconds
        seen, is_whole = 0, False

        async def counted() -> Message:
            nonlocal seen, is_whole
            if is_whole:  # what is waited for now is the client's leaving
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            seen += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if seen > MAX_BODY:
                raise TooLarge
            return message

        await self._app(scope, counted, send)


def _is_of_its_type(path: str, headers: Headers) -> bool:
    """Whether a body is what the path takes; providers may leave it to the route to read it."""
    wanted = next((kind for begin, kind in CONTENT_TYPES if path.startswith(begin)), None)
    brought = headers.get("content-type", "").partition(";")[0].strip().lower()
    has_body = "transfer-encoding" in headers or _declared(headers) > 0
    may_be_silent = not (has_body and path.startswith(MUST_SAY))
    return wanted is None or brought == wanted or (not brought and may_be_silent)


def _declared(headers: Headers) -> int:
    """The length a body is said to have; 0 where nothing that can be one is said."""
    length = headers.get("content-length", "")
    return int(length) if LENGTH.fullmatch(length) else 0
