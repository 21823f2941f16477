"""The web chat on other sites: one script, and the page it shows in a frame.

No cookie is set or read: other sites' visitors would meet one as a third party's. The frame keeps
the conversation's token in its own storage, which browsers keep apart for each site around it;
where a browser gives frames none, the page around keeps it for as long as its tab is open.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bot.channels.twilio.segments import MAX_CHARACTERS
from bot.services import links
from bot.web.rendering import Site, render_forgetful
from bot.web.security import EMBEDDABLE_HEADERS, framed_by
from bot.web.strings import LANGUAGES, strings

SCRIPT = Path(__file__).parent / "static" / "widget.js"
CACHE_SECONDS = 600
"""How long a site's visitors may have the script of before an upgrade."""


def widget_router(site: Site, origins: Sequence[str]) -> APIRouter:
    """Routes ``/widget.js`` and ``/widget``; only pages of these origins may show the frame."""
    router = APIRouter(include_in_schema=False)
    page = {
        "origins": list(origins),
        "words": {it: strings(it).group("widget") for it in LANGUAGES},
    }
    script = f"(() => {{\nconst page = {json.dumps(page)};\n{SCRIPT.read_text('utf-8')}}})();\n"
    framed = framed_by(origins)

    @router.get("/widget.js")
    async def widget_script() -> Response:
        headers = {
            **EMBEDDABLE_HEADERS,
            "Cache-Control": f"public, max-age={CACHE_SECONDS}",
        }
        return Response(script, media_type="text/javascript", headers=headers)

    @router.get("/widget")
    async def widget_page(request: Request, link: str = "") -> HTMLResponse:
        response = render_forgetful(
            request,
            "widget.html",
            site,
            draft="",
            longest=MAX_CHARACTERS,
            link=links.code_of(link)[: links.LONGEST],
            is_framed=True,
        )
        response.headers.update(framed)
        return response

    return router
