"""Checks a content pack and says every fault with file and line.

`.venv/bin/python -m scripts.check_content content/chicago`
"""

import sys
from pathlib import Path

from bot.errors import SetupError
from bot.services.content import Content, load
from tests.texts.checks import faults
from tests.texts.test_content_texts import CHOICES


def main() -> None:
    """Checks the packs that are named."""
    if not sys.argv[1:]:
        sys.exit("Say which folder to check, for example content/chicago.")
    try:
        for folder in sys.argv[1:]:
            check(folder, load(Path(folder)))
    except SetupError as error:
        sys.exit(str(error))


def check(folder: str, content: Content) -> None:
    """Says what is in force, or ends with the texts that are too long or too hard."""
    if found := faults(content.texts(), content.city.languages, CHOICES):
        sys.exit("\n".join(found))
    phase = content.program.phase
    in_force = phase.title["en"] if phase else "nobody has said which rule"
    print(f"{folder}: {len(content.texts())} texts. In force: {in_force}.")


if __name__ == "__main__":
    main()
