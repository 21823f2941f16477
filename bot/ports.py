"""The ports of this machine: one that is free, and whether one may be listened on."""

import errno
import os
import socket
import time
from typing import Final

from bot.errors import SetupError

FIRST: Final = 1
LAST: Final = 65_535
"""The ports there are; 0 stands for any, which nobody would find."""
GIVEN_BACK_SECONDS = 5.0
"""How long the parts of a service that was killed a moment ago may take to give back its port."""


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_unusable(host: str, port: int) -> None:
    """Raises `SetupError` where it cannot be listened on: most often since another program does."""
    deadline = time.monotonic() + GIVEN_BACK_SECONDS
    while fault := _fault(host, port):
        if fault.errno != errno.EADDRINUSE:
            raise SetupError(
                f"Enlace cannot listen on {host}, port {port} ({fault.strerror}): give it another "
                "--host or --port."
            )
        if time.monotonic() > deadline:
            raise SetupError(
                f"Another program listens on port {port}, perhaps another Enlace: end it, or give "
                "this one another with --port."
            )
        time.sleep(0.1)


def _fault(host: str, port: int) -> OSError | None:
    """Why it cannot be listened on now; None where it can."""
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in known:
            with socket.socket(family, kind, protocol) as probe:
                _bind(probe, address)
    except OSError as error:
        return error
    return None


def _bind(probe: socket.socket, address: tuple[object, ...]) -> None:
    """As the web server does: connections that ended a moment ago do not count."""
    if os.name == "posix":
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if probe.family == socket.AF_INET6:
        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    probe.bind(address)
