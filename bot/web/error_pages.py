"""Errors as people see them: whoever opened an address in a browser gets a page that leads on."""

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.errors import our_fault
from bot.web.rendering import Site, render
from bot.web.security import SECURITY_HEADERS
from bot.web.strings import language_of, strings
from bot.web.ways import ways

NOT_HERE = 404


def show_errors_as_pages(app: FastAPI, site: Site) -> None:
    """Has unknown addresses and faults of ours answered with a page where a browser asks for one.

    Programs get what they got before: a code, as JSON.
    """

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 (registered for it only)
        if error.status_code == NOT_HERE and _wants_page(request):
            return _page(request, site, "missing", NOT_HERE)
        return await http_exception_handler(request, error)

    async def failed(request: Request, error: Exception) -> Response:
        if not _wants_page(request):
            return await our_fault(request, error)
        answer = _page(request, site, "fault", 500)
        answer.headers.update(SECURITY_HEADERS)  # this answer passes no middleware
        return answer

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, failed)


def _wants_page(request: Request) -> bool:
    """Browsers name HTML when they open an address; scripts and programs do not."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def _page(request: Request, site: Site, what: str, status: int) -> Response:
    language = language_of(request)
    hello = strings(language)("link.hello")
    answer = render(request, "error.html", site, what=what, ways=ways(site, language, hello))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
