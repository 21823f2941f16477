"""The texts of the assistant in every language: Babel catalogs and the content pack's texts."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.pofile import read_po
from babel.plural import PluralRule

from bot.conversation.replies import Phrase
from bot.settings import ROOT
from bot.store.secrets import Vault

LOCALES = ROOT / "locales"
DOMAIN = "enlace"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FILLED = re.compile(PLACEHOLDER.pattern + r"(\.?)")
"""A placeholder, with the full stop behind it."""


def read_catalog(folder: Path, language: str, domain: str) -> BabelCatalog:
    """One gettext catalog, `folder/language/LC_MESSAGES/domain.po`."""
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


class Texts:
    """The texts of one language."""

    def __init__(
        self, language: str, extra: Mapping[str, str], zone: ZoneInfo, vault: Vault | None
    ) -> None:
        self.language = language
        self._locale = Locale.parse(f"{language}_US")
        self._zone = zone
        self._extra = extra
        self._vault = vault
        self._messages: dict[str, str | tuple[str, ...]] = {}
        for message in read_catalog(LOCALES, language, DOMAIN):
            if message.id:
                key = message.id if isinstance(message.id, str) else message.id[0]
                string = message.string or ""
                self._messages[key] = string if isinstance(string, str) else tuple(string)

    @cached_property
    def _plural(self) -> PluralRule:
        return self._locale.plural_form

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the locale catalog."""
        return frozenset(self._messages)

    def text(self, phrase: Phrase) -> str:
        """The finished text of a phrase; raises KeyError for an unknown key or placeholder."""
        values = self.values(phrase)
        return _FILLED.sub(lambda match: _filled(match, values), self._template(phrase))

    def values(self, phrase: Phrase) -> dict[str, str]:
        """What its placeholders are filled with."""
        return {name: self._value(value) for name, value in phrase.args.items()}

    def words(self, key: str) -> tuple[str, ...]:
        """The words listed under a key, where a resident may use any of them."""
        listed = self._messages[key]
        assert isinstance(listed, str)  # noqa: S101 (no list of words has a plural)
        return tuple(word.strip() for word in listed.split("|"))

    def _template(self, phrase: Phrase) -> str:
        if phrase.key in self._extra:
            return self._extra[phrase.key]
        message = self._messages[phrase.key]
        if isinstance(message, str):
            return message
        return message[0 if self._plural(phrase.args["count"]) == "one" else 1]

    def _value(self, value: Any) -> str:
        match value:
            case {"$date": day}:
                return format_date(date.fromisoformat(day), "long", locale=self._locale)
            case {"$day": moment}:
                day = datetime.fromisoformat(moment).astimezone(self._zone)
                return format_skeleton("EEEEMMMMd", day, self._zone, locale=self._locale)
            case {"$time": moment}:
                when = datetime.fromisoformat(moment).astimezone(self._zone)
                time = format_time(when, "short", tzinfo=self._zone, locale=self._locale)
                return time.replace("\u202f", " ")  # which would make a text message twice as long
            case {"$list": values, "by": between}:
                return str(between).join(self._value(value) for value in values)
            case {"$and": values}:
                return format_list([self._value(value) for value in values], locale=self._locale)
            case {"$short_day": moment}:
                when = datetime.fromisoformat(moment).astimezone(self._zone)
                return format_skeleton("MMMEd", when, locale=self._locale)
            case {"$words": by_language}:
                return str(by_language.get(self.language) or next(iter(by_language.values()), ""))
            case {"$sealed": kept} if self._vault:
                return self._vault.decrypt(kept.encode())
            case {"$text": phrase}:
                return self.text(Phrase.model_validate(phrase))
        return str(value)


class Catalog:
    """The texts of all languages; names that are kept sealed are written out with the vault."""

    def __init__(
        self,
        content_texts: Mapping[str, Mapping[str, str]],
        zone: ZoneInfo,
        vault: Vault | None = None,
    ) -> None:
        self.languages = supported_languages()
        self._texts = {
            language: Texts(
                language,
                {key: texts[language] for key, texts in content_texts.items()},
                zone,
                vault,
            )
            for language in self.languages
        }

        self._extra = frozenset(content_texts)

    def knows(self, key: str) -> bool:
        """Whether the content pack has a text under this key."""
        return key in self._extra

    def __getitem__(self, language: str) -> Texts:
        return self._texts[language]


def _filled(match: re.Match[str], values: Mapping[str, str]) -> str:
    """A value in its place; one that ends in a full stop, such as "7:30 a.m.", brings its own."""
    value = values[match[1]]
    return value if value.endswith(".") else value + match[2]


def supported_languages() -> tuple[str, ...]:
    """The languages that have a folder in `locales/`, English first where it is there."""
    found = sorted(path.name for path in LOCALES.iterdir() if (path / "LC_MESSAGES").is_dir())
    return tuple(sorted(found, key=lambda language: (language != "en", language)))
