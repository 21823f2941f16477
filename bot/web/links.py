"""The page behind a forwarded link, and its QR code."""

import io

import segno
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from bot.conversation.ways_in import WaysIn
from bot.web.rendering import Site, render
from bot.web.security import SECURITY_HEADERS
from bot.web.strings import language_of

QR_CORRECTION = "m"
"""Up to 15 % of the code may be dirty or torn (ISO/IEC 18004): it is printed and passed around."""

QR_MARGIN = 4
"""Modules of white around the code; the standard asks for four."""


def links_router(site: Site, ways_in: WaysIn) -> APIRouter:
    """Routes ``/l/{code}`` and ``/l/{code}.svg``.

    A code we do not know, because somebody mistyped it, leads to the assistant as well, in the
    reader's own language.
    """
    router = APIRouter(include_in_schema=False)

    def language(request: Request, code: str) -> str:
        return ways_in.language_of(code) or language_of(request)

    @router.get("/l/{code}.svg")
    async def qr_code(request: Request, code: str) -> Response:
        drawn = io.BytesIO()
        address = ways_in.link(language(request, code))
        segno.make_qr(address, error=QR_CORRECTION).save(
            drawn, kind="svg", border=QR_MARGIN, light="#fff", xmldecl=False, omitsize=True
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=SECURITY_HEADERS)

    @router.get("/l/{code}")
    async def link(request: Request, code: str) -> HTMLResponse:
        spoken = language(request, code)
        address = ways_in.link(spoken)
        return render(
            request, "link.html", site, spoken, address=address, qr_path=f"{request.url.path}.svg"
        )

    return router
