"""The ways from a page to the assistant, each beginning with words that can be changed."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bot.web.rendering import Site


@dataclass(frozen=True)
class Ways:
    """Addresses to begin with; None for a channel that is not set up."""

    chat: str
    sms: str | None = None
    whatsapp: str | None = None
    telegram: str | None = None


def ways(
    site: Site,
    language: str | None,
    hello: str,
    written: str | None = None,
    start: str | None = None,
) -> Ways:
    """The ways of a page; in the `language` of the page, where its reader chose that.

    What is `written` in a message is the code of a link; `start` is what a deep link carries of it:
    letters, digits and `_` (Telegram's limits).
    """
    text = quote(f"{hello} {written}" if written else hello)
    phone, number = site.phone_number, site.whatsapp_number
    carried = {"lang": language, "link": written}
    said = {name: value for name, value in carried.items() if value} | {"text": hello}
    deep = f"?start={start}" if start else ""
    return Ways(
        chat="/chat?" + urlencode(said),
        sms=f"sms:{phone}?&body={text}" if phone else None,
        whatsapp=f"https://wa.me/{number.lstrip('+')}?text={text}" if number else None,
        telegram=f"https://t.me/{site.telegram}{deep}" if site.telegram else None,
    )
