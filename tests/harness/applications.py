"""Applications as an administrator's import would have them."""

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.services.imports import Imports
from bot.store.database import Database
from bot.store.secrets import Vault, kept_secret_key

COLUMNS = ("reference", "phone", "name", "status", "updated_on", "note_en", "note_es")
SAMPLE = {"name": "Ana Ejemplo", "status": "approved", "updated_on": "2026-11-02"}


async def apply(data_dir: Path, database_url: str, phone: str, **cells: str) -> None:
    """Imports one application of a phone into a running service's database."""
    told = {**SAMPLE, **cells, "phone": phone}
    imports = Imports(Vault(kept_secret_key(data_dir)), ZoneInfo("America/Chicago"))
    database = Database(database_url)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "applications.csv"
        row = ",".join(f'"{told.get(name, "")}"' for name in COLUMNS)
        file.write_text(f"{','.join(COLUMNS)}\n{row}\n", "utf-8")
        async with database.transaction() as session:
            now = SystemClock().now()
            await imports.run(session, "applications", file, now, lambda *_: lambda _: None)
    await database.close()
