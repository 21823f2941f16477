"""How much a request may bring."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024
"""Bytes. Twilio's webhooks take about 2 kB, the longest message of the chat 80 kB; Rasa's calls to
our actions are the largest, with the latest events of a conversation."""


class TooLarge(Exception):
    """A body beyond the limit."""


class BodyLimit:
    """Refuses bodies over `MAX_BODY` with 413, whatever length they declare."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                raise TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except TooLarge:
            answer = PlainTextResponse("This is more than we take in one request.", 413)
            await answer(scope, receive, send)
