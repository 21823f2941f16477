"""Connections that send nothing, or their headers byte by byte, are closed (slowloris).

uvicorn has a time limit for idle connections between requests only.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
"""How long the headers of a request may take, and a new connection its first request."""


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, with a time limit for headers."""

    header_seconds = HEADER_SECONDS
    _waiting: asyncio.TimerHandle | None = None
    _has_begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection: its first request is due."""
        super().connection_made(transport)
        self._expect_headers()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._has_begun = True

    def data_received(self, data: bytes) -> None:
        """Some bytes: mostly all headers at once, with nothing left to wait for."""
        super().data_received(data)
        if self._has_begun and self._waiting is None:
            self._expect_headers()

    def on_headers_complete(self) -> None:
        """The headers are whole."""
        self._has_begun = False
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._waiting = self.loop.call_later(self.header_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self, *_: Any) -> None:
        self._waiting = None
        self.transport.close()
