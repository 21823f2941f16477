"""How much a request may bring."""

from fastapi import HTTPException, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.errors import refusal

MAX_BODY = 256 * 1024
"""Bytes. Twilio's webhooks take about 2 kB, the longest message of the chat 80 kB; Rasa's calls to
our actions are the largest, with the latest events of a conversation."""


class TooLarge(HTTPException):
    """A body beyond the limit."""

    def __init__(self) -> None:
        super().__init__(413)


async def too_large(_: Request, __: Exception) -> Response:
    """Says that a body is beyond the limit."""
    return refusal(413, "too_large")


class BodyLimit:
    """Stops reading bodies over `MAX_BODY`, whatever length they declare."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts the body as it comes in; raises `TooLarge` to whoever reads it."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                raise TooLarge
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)
