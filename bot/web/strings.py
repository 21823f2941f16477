"""The words on the pages, from ``locales/*/LC_MESSAGES/web.po``, and whose language they are in."""

from functools import cache

from babel.core import negotiate_locale
from babel.messages.pofile import read_po
from starlette.requests import Request

from bot.conversation.catalog import supported_languages
from bot.settings import ROOT

LANGUAGES = supported_languages()
"""Languages the pages are written in; the first is used where nothing says which."""

LANGUAGE_COOKIE = "enlace_language"
DOMAIN = "web"


class Strings:
    """The page texts of one language, looked up by key."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key``, its ``{placeholders}`` filled.

        Raises:
            KeyError: no such key, or a placeholder has no value.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def group(self, prefix: str) -> dict[str, str]:
        """All texts whose key begins with ``prefix.``, by the rest of the key."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): text
            for key, text in self._texts.items()
            if key.startswith(start)
        }

    @property
    def keys(self) -> frozenset[str]:
        """Every key there is."""
        return frozenset(self._texts)


@cache
def strings(language: str) -> Strings:
    """The page texts of ``language`` (one of `LANGUAGES`)."""
    path = ROOT / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, domain=DOMAIN)
    texts = {str(message.id): str(message.string) for message in catalog if message.id}
    return Strings(language, texts)


def language_of(request: Request, of_page: str | None = None) -> str:
    """The language of a page: asked for (``?lang=``), its own, the cookie's, the browser's."""
    chosen = chosen_language(request, of_page)
    if chosen:
        return chosen
    preferred = _preferred(request.headers.get("accept-language", ""))
    return negotiate_locale(preferred, LANGUAGES, sep="-") or LANGUAGES[0]


def chosen_language(request: Request, of_page: str | None = None) -> str | None:
    """The same as far as the reader chose it; what a browser is set to is no word of theirs."""
    asked = request.query_params.get("lang")
    wanted = (asked, of_page, request.cookies.get(LANGUAGE_COOKIE))
    return next((language for language in wanted if language in LANGUAGES), None)


def _preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header, most wanted first."""
    weighed = []
    for item in header.split(","):
        tag, _, parameter = item.strip().partition(";")
        if tag:
            weighed.append((_weight(parameter), tag.strip()))
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
