"""How somebody new reaches the assistant: links to forward, and a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SIGNS = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class WaysIn:
    """The public ways to the assistant. Numbers are E.164."""

    public_url: str
    codes: Mapping[str, str]
    """The general link's code by language: what comes after ``/l/``."""
    phone_number: str | None = None
    whatsapp_number: str | None = None

    def link(self, language: str) -> str:
        """The general link, for somebody who speaks a language."""
        return self.address(self.codes[language])

    def address(self, written: str) -> str:
        """The address of a link, by its code as it is shown."""
        return f"{self.public_url}/l/{written}"

    def language_of(self, code: str) -> str | None:
        """The language of a general link's code, as somebody copied it; None for any other."""
        said = SIGNS.sub("", code).casefold()
        return next((language for language, known in self.codes.items() if known == said), None)
