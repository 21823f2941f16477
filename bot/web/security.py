"""Headers that keep a page to its own files: no inline script or style, no frames, no strangers."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every page and file; ``frame-ancestors`` takes the place of X-Frame-Options."""
EMBEDDABLE_HEADERS = {**SECURITY_HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
"""Sent with what other sites may show by its address."""
AS_SENT = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class SecurityHeaders:
    """Adds them to every answer that does not set them itself: pages, files, data and errors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the answer on, with its headers completed."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                set_already = {name for name, _ in headers}
                headers += (header for header in AS_SENT if header[0] not in set_already)
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, completed if scope["type"] == "http" else send)


def framed_by(origins: Sequence[str]) -> dict[str, str]:
    """The headers of a page that other sites may show in a frame, and only these."""
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    ancestors = f"frame-ancestors {' '.join(origins) or "'none'"}"
    return {
        **SECURITY_HEADERS,
        "Content-Security-Policy": policy.replace("frame-ancestors 'none'", ancestors),
    }
