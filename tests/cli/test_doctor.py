"""`enlace doctor`: works where nothing is set up, and says what is wrong where something is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CREDENTIALS, SharedService
from tests.harness.command import Done, enlace


def doctor(folder: Path, *options: str, **environment: str) -> Done:
    """Runs it without this machine's own settings."""
    line = ("doctor", "--data-dir", str(folder), *options)
    return enlace(*line, folder=folder, COLUMNS="200", **environment)


def report(done: Done) -> dict[str, dict[str, Any]]:
    return {finding["part"]: finding for finding in json.loads(done.stdout)}


def test_nothing_set_up_is_no_fault(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json")
    states = {part: finding["state"] for part, finding in report(done).items()}
    assert states["Twilio"] == states["Telegram"] == states["database"] == "skipped"
    assert states["content"] == "ok"
    assert "Traceback" not in done.stderr
    assert done.returncode == int("fault" in states.values())


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ({"ENLACE_TRANSCRIPT_DAYS": "many"}, "settings"),
        ({"ENLACE_CONTENT": "/nowhere"}, "content"),
        ({"ENLACE_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:9/x"}, "database"),
        ({"ENLACE_DATABASE_URL": "no address"}, "database"),
        ({"ENLACE_PUBLIC_URL": "http://127.0.0.1:9"}, "public address"),
        ({"TWILIO_ACCOUNT_SID": "AC" + "0" * 32}, "Twilio"),
    ],
)
def test_a_fault_is_told_with_a_way_out(tmp_path: Path, setting: dict[str, str], part: str) -> None:
    done = doctor(tmp_path, "--json", **setting)
    finding = report(done)[part]
    assert finding["state"] == "fault"
    assert finding["mend"]
    assert done.returncode == 1
    assert "hidden" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_option_it_does_not_have_is_wrong_usage(tmp_path: Path) -> None:
    assert doctor(tmp_path, "--yaml").returncode == 2


def test_a_running_rehearsal_is_well(service: SharedService) -> None:
    """Against the service and its stand-ins, as a table for people."""
    done = doctor(
        service.data_dir,
        ENLACE_PUBLIC_URL=service.base_url,
        TWILIO_FROM="+13125550100",
        TWILIO_API_URL=service.base_url,
        TELEGRAM_API_URL=service.base_url,
        **CREDENTIALS,
    )
    assert done.returncode == 0, done.stdout
    for said in ("database", "workers", "brings messages to us", "@enlace_rehearsal_bot"):
        assert said in done.stdout
    assert CREDENTIALS["TWILIO_AUTH_TOKEN"] not in done.stdout + done.stderr
