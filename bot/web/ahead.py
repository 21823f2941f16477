"""Programs' requests, the most of all by far, go by what only pages and their visitors need."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class Ahead:
    """Middleware: a few routes are served here, by their exact path; all else goes on.

    What the application makes of a request beyond that (compression, dependencies, validation,
    trying one route after another) takes as long as reading a webhook does.
    """

    def __init__(
        self, app: ASGIApp, routes: Sequence[Route], exception_handlers: Mapping[Any, Any]
    ) -> None:
        """`exception_handlers`: those of the application, which answer for errors here, too."""
        handlers = {
            kind: handler for kind, handler in exception_handlers.items() if kind is not Exception
        }
        self._app = app
        self._routes = {route.path: ExceptionMiddleware(route.handle, handlers) for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, or passes it on."""
        ahead = self._routes.get(scope["path"]) if scope["type"] == "http" else None
        await (ahead or self._app)(scope, receive, send)
