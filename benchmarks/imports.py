"""How long an import of applications takes: `python -m benchmarks.imports [--rows 50000]`.

Through the real command, on an embedded PostgreSQL of its own: start of the database, migrations,
checking, encryption and writing included. A second import of the same file must change nothing.
"""

import argparse
import csv
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from bot.services.imports.rows import STATUSES, ApplicationRow
from tests.harness.service import open_folder


def write(path: Path, rows: int) -> None:
    """A file of invented applications."""
    dice = random.Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(ApplicationRow.model_fields)
        for number in range(rows):
            day = date(2026, 1, 1) + timedelta(days=dice.randrange(300))
            phone = f"{dice.randrange(201, 990)}-555-0{dice.randrange(100, 200)}"
            status = dice.choice(STATUSES)
            name = f"Ana {number} Pérez"
            out.writerow([f"CC-{number:06}", phone, name, status, day, "A note", "Una nota"])


def timed(*arguments: str) -> float:
    """Seconds that a command takes; prints what it says."""
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "bot", *arguments], check=True)
    return time.monotonic() - begin


def main() -> None:
    """Imports the same file twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    data_dir = open_folder("imports")
    file = data_dir / "applications.csv"
    write(file, rows)
    into = ("--data-dir", str(data_dir))
    empty = timed("import", "pools", _empty_pools(data_dir), *into)
    print(f"start and end of the database, migrations: {empty:.1f} s")
    for what in ("new", "unchanged"):
        seconds = timed("import", "applications", str(file), *into)
        print(f"{rows} applications, all {what}: {seconds:.1f} s")


def _empty_pools(folder: Path) -> str:
    path = folder / "pools.csv"
    path.write_text("provider,organization,seats\n")
    return str(path)


if __name__ == "__main__":
    main()
