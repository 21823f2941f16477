"""All checks, one after another."""

from pydantic import ValidationError

from bot.beside import settings_beside
from bot.checkup import address, clock, content, database, machine, model, telegram, twilio
from bot.checkup.finding import Finding, fault, ok

PART = "settings"


async def examine() -> list[Finding]:
    """What there is to say of this installation; works where nothing is set up yet."""
    try:
        settings = settings_beside()
    except ValidationError as error:
        return [_wrong(dict(each)) for each in error.errors()]
    return [
        ok(PART, f"{len(settings.model_fields_set)} set, all can be read"),
        *machine.check(settings),
        content.check(settings),
        model.check(),
        *await database.check(settings),
        await address.check(settings),
        *await clock.check(settings),
        *await twilio.check(settings),
        *await telegram.check(settings),
    ]


def _wrong(error: dict[str, object]) -> Finding:
    """A setting that cannot be read; its value is not shown."""
    place = error["loc"]
    name = ".".join(map(str, place)) if isinstance(place, tuple) else str(place)
    return fault(
        PART,
        f"{name or 'a setting'} cannot be read: {error['msg']}",
        "Correct it in the environment or in .env; .env.example explains each setting.",
    )
