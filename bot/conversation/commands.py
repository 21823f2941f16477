"""Commands: words behind a slash that apps list and people tap, in every language we speak.

`/stop` and its kin are none of these: like the bare words, they are heard before anything else.
"""

from bot.conversation.catalog import Catalog
from bot.conversation.choices import Picked

INTENTS = {"start": "greet", "help": "help", "language": "change_language"}
"""What a command asks for; what it is called in a language is `command.<name>.words`."""
LISTED = ("help", "language", "stop")
"""The commands apps show; `start` has a button of its own there."""


class Commands:
    """Reads commands in all languages at once, and lists them in one."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._intents = {
            word: intent
            for language in catalog.languages
            for name, intent in INTENTS.items()
            for word in catalog[language].words(f"command.{name}.words")
        }

    def read(self, text: str) -> Picked | None:
        """What a text asks for that is a command, perhaps addressed (`/help@enlace_bot`)."""
        word, _, _ = text.partition("@")
        intent = self._intents.get(word[1:].strip().lower()) if word.startswith("/") else None
        return Picked(text, intent, {}) if intent else None

    def listed(self, language: str) -> list[tuple[str, str]]:
        """The commands to be shown to speakers of a language: their names and what they do."""
        texts = self._catalog[language]
        return [
            (texts.words(f"command.{name}.words")[0], texts.words(f"command.{name}.label")[0])
            for name in LISTED
        ]
