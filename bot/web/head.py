"""HEAD wherever there is GET: who watches a site, checks links or shows what is behind one asks so.

HTTP wants it of every server (RFC 9110, 9.3.2): the answer of GET, without its body.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Middleware: has HEAD served as GET, and passes on the answer's headers alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ends the answer where its body would begin, so a stream of events ends there too."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_alone(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body"})

        await self._app({**scope, "method": "GET"}, receive, headers_alone)
