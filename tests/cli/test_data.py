"""`enlace import` and `enlace export`, with the service and without it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import SharedService
from tests.harness.command import FAILED, USAGE, enlace
from tests.harness.reminders import VAULT_KEY
from tests.harness.service import open_folder

APPLICATIONS = """\
reference,phone,name,status,updated_on,note_en,note_es
CC-{mark},(312) 555-0101,Ana Pérez,approved,2026-11-01,,
"""


def test_without_the_service_the_embedded_database_runs_as_long_as_the_command(
    tmp_path: Path,
) -> None:
    data_dir = str(open_folder("data"))
    file = tmp_path / "applications.csv"
    file.write_text(APPLICATIONS.format(mark="1"), "utf-8")
    first = enlace("import", "applications", str(file), "--data-dir", data_dir)
    assert first.stdout == "applications: 1 new, 0 changed, 0 unchanged.\n", first.stderr
    again = enlace("import", "applications", str(file), "--data-dir", data_dir)
    assert again.stdout == "applications: 0 new, 0 changed, 1 unchanged.\n"
    exported = enlace("export", "applications", "--format", "json", "--data-dir", data_dir)
    [application] = json.loads(exported.stdout)
    assert application["phone"] == "+13125550101"
    assert application["name"] == "Ana Pérez"


def test_beside_the_service_its_database_is_used(service: SharedService) -> None:
    done = enlace("export", "organizations", "--data-dir", str(service.data_dir))
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["id", "name", "kind", "zip_code", "phone", "languages"]
    assert done.returncode == 0


def test_a_refused_file_says_why_without_a_traceback(postgres_url: str, tmp_path: Path) -> None:
    file = tmp_path / "applications.csv"
    file.write_text(APPLICATIONS.format(mark="1").replace("approved", "aproved"), "utf-8")
    settings = {"ENLACE_DATABASE_URL": postgres_url, "ENLACE_SECRET_KEY": VAULT_KEY}
    done = enlace("import", "applications", str(file), **settings)
    assert done.returncode == FAILED
    assert "applications.csv has 1 fault, so nothing was imported:" in done.stderr
    assert 'line 2, column status: "aproved" is not known here; did you mean appr' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("import", "people", "x.csv"), ("import", "pools"), ("export", "pools", "--format", "xml")],
)
def test_unknown_kinds_and_formats_are_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert enlace(*arguments).returncode == USAGE
