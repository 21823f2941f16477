"""The content pack: whether it can be read whole."""

from bot.checkup.finding import Finding, fault, ok
from bot.errors import EnlaceError
from bot.services import content
from bot.settings import Settings


def check(settings: Settings) -> Finding:
    """The city of the pack, or the first fault in it."""
    part = "content"
    try:
        pack = content.load(settings.content)
    except EnlaceError as error:
        return fault(
            part, " ".join(str(error).split()), "Correct the file, or set ENLACE_CONTENT rightly."
        )
    except OSError:
        return fault(
            part,
            f"{settings.content} cannot be read",
            "Set ENLACE_CONTENT to the folder of a content pack, such as content/chicago.",
        )
    return ok(part, f"{pack.city.name}, from {settings.content}")
