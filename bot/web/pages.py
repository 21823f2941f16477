"""The landing page, the chat page, and the files they use."""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.web.rendering import Site, render
from bot.web.security import SECURITY_HEADERS

STATIC = Path(__file__).parent / "static"


def pages_router(site: Site) -> APIRouter:
    """Routes ``/`` and ``/chat``; ``/chat?text=…`` opens with that text in the box, unsent."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def landing(request: Request) -> HTMLResponse:
        return render(request, "landing.html", site)

    @router.get("/chat")
    async def chat(request: Request, text: str = "") -> HTMLResponse:
        draft = text[:MAX_CHARACTERS]
        return render(request, "chat.html", site, draft=draft, longest=MAX_CHARACTERS)

    return router


def mount_static(app: FastAPI) -> None:
    """Serve the pages' scripts, styles and pictures under ``/static``."""
    app.mount("/static", _Files(directory=STATIC), name="static")


class _Files(StaticFiles):
    """Static files a browser asks for again each time (by ETag), so an upgrade shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update({**SECURITY_HEADERS, "Cache-Control": "no-cache"})
        return response
