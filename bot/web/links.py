"""The page behind a forwarded link, and its QR code."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import segno
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from bot.conversation.ways_in import WaysIn
from bot.services import links
from bot.store.database import Database
from bot.store.models import Link, Organization
from bot.web.rendering import Site, render
from bot.web.security import EMBEDDABLE_HEADERS, SECURITY_HEADERS
from bot.web.strings import language_of, strings
from bot.web.ways import ways

QR_CORRECTION = "m"
"""Up to 15 % of the code may be dirty or torn (ISO/IEC 18004): it is printed and passed around."""

QR_MARGIN = 4
"""Modules of white around the code; the standard asks for four."""

PNG_SCALE = 16
"""Pixels of a module: a code of 33 modules prints 5 cm wide at 300 dots per inch."""

EVERYTHING = "everything"

ABOUT = {
    "check_eligibility": "internet",
    "ask_program": "internet",
    "ask_cost": "internet",
    "ask_documents": "internet",
    "ask_how_to_apply": "internet",
    "request_license": "courses",
    "ask_courses": "courses",
    "ask_certificate": "courses",
    "find_workshops": "workshops",
    "book_workshop": "workshops",
    "ask_jobs": "work",
}
"""What the page of a link with a topic says it is about; all others speak of everything."""

ROBOTS = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|slurp|lighthouse", re.I)
"""Programs that look at pages by themselves and run their scripts; most do not run any."""


def links_router(
    site: Site, ways_in: WaysIn, database: Database, today: Callable[[], date]
) -> APIRouter:
    """Routes ``/l/{code}``, its QR code as ``.svg`` and ``.png``, and ``/l/{code}/opened``.

    A code that is one slip away from one of ours leads there. Any other leads to the assistant as
    well, in the reader's own language.
    """
    router = APIRouter(include_in_schema=False)

    async def find(code: str) -> tuple[Link | None, Organization | None]:
        async with database.transaction() as session:
            link = await links.find(session, code)
            theirs = link.organization_id if link else None
            return link, await session.get(Organization, theirs) if theirs else None

    def general(request: Request, code: str) -> str:
        return ways_in.language_of(code) or language_of(request)

    async def qr_code(request: Request, code: str, kind: Literal["svg", "png"]) -> Response:
        link, _ = await find(code)
        address = ways_in.address(link.written) if link else ways_in.link(general(request, code))
        drawn = _png(address) if kind == "png" else _svg(address)
        media_type = "image/png" if kind == "png" else "image/svg+xml"
        return Response(drawn, media_type=media_type, headers=EMBEDDABLE_HEADERS)

    @router.get("/l/{code}.svg")
    async def svg(request: Request, code: str) -> Response:
        return await qr_code(request, code, "svg")

    @router.get("/l/{code}.png")
    async def png(request: Request, code: str) -> Response:
        return await qr_code(request, code, "png")

    @router.get("/l/{code}")
    async def page(request: Request, code: str) -> Response:
        link, organization = await find(code)
        if link and links.code_of(code) != link.code:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/l/{link.written}{query}", headers=SECURITY_HEADERS)
        of_page = link.language if link else ways_in.language_of(code)
        language = language_of(request, of_page)
        hello = strings(language)("link.hello")
        if link is None:
            return render(
                request, "link.html", site, of_page, **_general(site, ways_in, language, hello)
            )
        is_on = not links.is_over(link, today())
        start = link.code if language == link.language else f"{link.code}_{language}"
        return render(
            request,
            "link.html",
            site,
            of_page,
            address=ways_in.address(link.written),
            picture=_picture(ways_in, language),
            qr_path=f"/l/{link.written}",
            code=link.written,
            about=ABOUT.get(link.topic or "", EVERYTHING) if is_on else EVERYTHING,
            organization=organization,
            ways=ways(site, language, hello, link.written, start),
        )

    @router.post("/l/{code}/opened", status_code=204)
    async def opened(request: Request, code: str) -> None:
        """A page says, once a device, that somebody looks at it."""
        is_ours = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if is_ours and not ROBOTS.search(request.headers.get("user-agent", "")):
            async with database.transaction() as session:
                await links.note_opened(session, code)

    return router


def _general(site: Site, ways_in: WaysIn, language: str, hello: str) -> dict[str, Any]:
    """What the page of nobody's link shows."""
    return {
        "address": ways_in.link(language),
        "picture": _picture(ways_in, language),
        "qr_path": f"/l/{ways_in.codes[language]}",
        "code": None,
        "about": EVERYTHING,
        "organization": None,
        "ways": ways(site, language, hello, start=ways_in.codes[language]),
    }


def _picture(ways_in: WaysIn, language: str) -> str:
    """What messengers show of a link (Open Graph asks for a whole address)."""
    return f"{ways_in.public_url}/static/share/{language}.png"


def _svg(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(address, error=QR_CORRECTION).save(
        drawn, kind="svg", border=QR_MARGIN, light="#fff", xmldecl=False, omitsize=True
    )
    return drawn.getvalue()


def _png(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(address, error=QR_CORRECTION).save(
        drawn, kind="png", border=QR_MARGIN, scale=PNG_SCALE
    )
    return drawn.getvalue()
