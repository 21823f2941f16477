"""`enlace link`, without a service."""

import csv
import re
from pathlib import Path

import pytest

from tests.harness.command import FAILED, USAGE, enlace
from tests.harness.reminders import VAULT_KEY

ADDRESS = "https://enlace.example.org"
OURS = ("--organization", "sample-house")


@pytest.fixture(scope="module")
def settings(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A database with one organization."""
    file = tmp_path_factory.mktemp("links") / "organizations.csv"
    _write(file, "sample-house", "Sample House", "cbo", "60608", "+13125550151", "en,es")
    settings = {
        "ENLACE_DATABASE_URL": postgres_url,
        "ENLACE_SECRET_KEY": VAULT_KEY,
        "ENLACE_PUBLIC_URL": ADDRESS,
    }
    loaded = enlace("import", "organizations", str(file), **settings)
    assert loaded.returncode == 0, loaded.stderr
    return settings


def _write(file: Path, *row: str) -> None:
    with file.open("w", newline="") as opened:
        columns = ("id", "name", "kind", "zip_code", "phone", "languages")
        csv.writer(opened).writerows((columns, row))


def test_the_last_line_is_the_address_and_what_became_of_it_is_listed(
    settings: dict[str, str],
) -> None:
    order = (*OURS, "--campaign", "School fair", "--topic", "check_eligibility", "--language", "es")
    made = enlace("link", "create", *order, **settings)
    assert made.returncode == 0, made.stderr
    address = made.stdout.splitlines()[-1]
    assert re.fullmatch(rf"{ADDRESS}/l/[a-z]+[2-9]+", address)
    listed = enlace("link", "list", *OURS, **settings).stdout
    assert all(word in listed for word in (address.rpartition("/")[2], "School", "wrote"))
    own = enlace("link", "create", *OURS, "--code", "Feria-2026", **settings)
    assert own.stdout.splitlines()[-1] == f"{ADDRESS}/l/feria-2026"
    again = enlace("link", "create", *OURS, "--code", "FERIA2026", **settings)
    assert (again.returncode, again.stderr.count("\n")) == (FAILED, 1)
    assert "taken" in again.stderr
    unknown = enlace("link", "create", "--organization", "nobody", **settings)
    assert unknown.returncode == FAILED
    assert "no organization nobody" in unknown.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--topic", "delete_my_data"),
        ("--topic", "nonsense"),
        ("--language", "fr"),
        ("--code", "no code"),
        ("--code", "stop"),
        ("--until", "tomorrow"),
    ],
)
def test_what_cannot_be_is_wrong_usage(wrong: tuple[str, str]) -> None:
    done = enlace("link", "create", *OURS, *wrong)
    assert done.returncode == USAGE
    assert "Traceback" not in done.stderr
