"""How somebody new reaches the assistant: a link to forward, in their language, and a number."""

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

    def link(self, language: str) -> str:
        """The address to forward to somebody who speaks a language."""
        return f"{self.public_url}/l/{self.codes[language]}"

    def language_of(self, code: str) -> str | None:
        """The language of a link's code, as somebody copied it; None for no code of ours."""
        said = SIGNS.sub("", code).casefold()
        return next((language for language, known in self.codes.items() if known == said), None)
