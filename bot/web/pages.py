"""The landing page, the chat page, and the files they use."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.services import links
from bot.web.rendering import Site, render
from bot.web.security import EMBEDDABLE_HEADERS, SECURITY_HEADERS
from bot.web.strings import chosen_language, language_of, strings
from bot.web.trainings import TrainingsDesk
from bot.web.ways import ways

STATIC = Path(__file__).parent / "static"
EMBEDDABLE = "share/"
"""The pictures that messengers show of a link."""


def pages_router(site: Site, desk: TrainingsDesk) -> APIRouter:
    """Routes ``/`` and ``/chat``.

    ``/?topic=…&topic=…`` shows trainings that fit these interests.

    ``/chat?text=…`` opens with that text in the box, unsent; with ``&link=…``, the first message
    that is sent comes by that link.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def landing(
        request: Request, topic: Annotated[list[str] | None, Query()] = None
    ) -> HTMLResponse:
        language = language_of(request)
        hello = strings(language)("link.hello")
        return render(
            request,
            "landing.html",
            site,
            ways=ways(site, chosen_language(request), hello),
            trainings=await desk.find(topic or (), language),
            asked_language=request.query_params.get("lang"),
        )

    @router.get("/chat")
    async def chat(request: Request, text: str = "", link: str = "") -> HTMLResponse:
        return render(
            request,
            "chat.html",
            site,
            draft=text[:MAX_CHARACTERS],
            longest=MAX_CHARACTERS,
            link=links.code_of(link)[: links.LONGEST],
            is_framed=False,
        )

    return router


def mount_static(app: FastAPI) -> None:
    """Serve the pages' scripts, styles and pictures under ``/static``."""
    app.mount("/static", _Files(directory=STATIC), name="static")


class _Files(StaticFiles):
    """Static files a browser asks for again each time (by ETag), so an upgrade shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        headers = EMBEDDABLE_HEADERS if path.startswith(EMBEDDABLE) else SECURITY_HEADERS
        response.headers.update({**headers, "Cache-Control": "no-cache"})
        return response
