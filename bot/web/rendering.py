"""Renders a page in the resident's language, with its security headers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.conversation.phones import national
from bot.web.security import SECURITY_HEADERS
from bot.web.strings import LANGUAGE_COOKIE, LANGUAGES, chosen_language, language_of, strings

YEAR_SECONDS = 365 * 24 * 3600

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_environment.filters["national"] = national


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages need to know of this deployment.

    Numbers are E.164. ``bot_name`` gives the Telegram bot's name without ``@``, once it is known.
    ``rehearsal`` is the sentence, by language, that every page shows where the data is made up;
    empty otherwise. ``link_domains`` are the sites a chat message may link to without ``https://``
    before them.
    """

    city: str
    phone_number: str | None = None
    whatsapp_number: str | None = None
    bot_name: Callable[[], str | None] = lambda: None
    rehearsal: Mapping[str, str] = field(default_factory=dict)
    simulator: bool = False
    link_domains: tuple[str, ...] = ()

    @property
    def telegram(self) -> str | None:
        """The Telegram bot's name without ``@``; None where there is none."""
        return self.bot_name()


def render(
    request: Request, template: str, site: Site, of_page: str | None = None, **values: Any
) -> HTMLResponse:
    """Answer ``request`` with a page; a language asked for is remembered for a year.

    ``of_page`` is the language of a page that has one, where the reader asks for no other.
    """
    response = render_forgetful(request, template, site, of_page, **values)
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        _remember(request, response, asked)
    return response


def render_forgetful(
    request: Request, template: str, site: Site, of_page: str | None = None, **values: Any
) -> HTMLResponse:
    """The same without a cookie."""
    language = language_of(request, of_page)
    page = _environment.get_template(template).render(
        site=site,
        t=strings(language),
        language=language,
        is_language_chosen=chosen_language(request, of_page) is not None,
        rehearsal=site.rehearsal.get(language),
        switches=[(other, _switch(request, other)) for other in LANGUAGES if other != language],
        **values,
    )
    response = HTMLResponse(page, headers=SECURITY_HEADERS)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _switch(request: Request, language: str) -> str:
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    return "?" + urlencode([*asked, ("lang", language)])


def _remember(request: Request, response: HTMLResponse, language: str) -> None:
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
