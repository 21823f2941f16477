"""The database of this machine, for a command that runs beside the service or without it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.errors import SetupError
from bot.machine import ADDRESS_NOTE, CONTENT_NOTE, database, sole_owner
from bot.settings import Settings
from bot.store.database import OUTAGES
from bot.store.embedded import running_url
from bot.store.schema import upgrade
from bot.store.secrets import vault_of

STARTING_SECONDS = 20.0
"""How long the database of a service that is just starting may take."""


def settings_beside() -> Settings:
    """The settings of a command; where they name no content pack or address, those of the service.

    A rehearsal chooses its pack by itself, and what it has stored speaks of that pack.
    """
    settings = Settings()
    address = settings.data_dir / ADDRESS_NOTE
    if not settings.public_url and address.is_file():
        own = address.read_text("utf-8").strip()
        settings = settings.model_copy(update={"public_url": own})
    note = settings.data_dir / CONTENT_NOTE
    if "content" in settings.model_fields_set or not note.is_file():
        return settings
    folder = Path(note.read_text("utf-8").strip())
    return settings.model_copy(update={"content": folder}) if folder.is_dir() else settings


@contextmanager
def database_beside(settings: Settings) -> Iterator[str]:
    """The address of the database for a command beside the service, its schema up to date.

    The embedded one is that of the service that runs; where none does, it runs as long as the
    command. Raises `SetupError` where it cannot be used, or stops answering meanwhile.
    """
    with ExitStack() as stack:
        if settings.database_url:
            url = settings.database_url
        else:
            try:
                stack.enter_context(sole_owner(settings.data_dir))
            except SetupError:
                url = _url_of_running(settings.data_dir)
            else:
                url, _ = stack.enter_context(database(settings))
        upgrade(url, vault_of(settings.secret_key, settings.data_dir))
        try:
            yield url
        except OUTAGES as error:
            raise SetupError(
                "The database stopped answering: look why, and give the command again."
            ) from error


def _url_of_running(data_dir: Path) -> str:
    deadline = time.monotonic() + STARTING_SECONDS
    while not (url := running_url(data_dir)):
        if time.monotonic() > deadline:
            raise SetupError(
                f"The Enlace that runs on {data_dir} has no database: stop it and start it again."
            )
        time.sleep(0.1)
    return url
