"""What goes wrong on the command line is one sentence and a way out, with the right exit code."""

import os
import socket
from pathlib import Path

import pytest

from bot import cli
from tests.harness.command import FAILED, USAGE, enlace
from tests.harness.service import open_folder

PORTS_OF = ("serve", "demo", "web")


@pytest.mark.parametrize("part", ["web", "worker", "rasa"])
def test_a_part_alone_needs_a_database(part: str, tmp_path: Path) -> None:
    done = enlace(part, ENLACE_DATA_DIR=str(tmp_path))
    assert done.returncode == FAILED
    assert "ENLACE_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ENLACE_TIMEZONE", "Chicago"),
        ("ENLACE_SECRET_KEY", "short"),
        ("ENLACE_CONTENT", "/nowhere"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("ENLACE_SIMULATOR", "maybe"),
        ("ENLACE_DATABASE_URL", "postgresql://127.0.0.1:1/none"),
        ("ENLACE_DATABASE_URL", "nonsense"),
        ("ENLACE_PUBLIC_URL", "notaurl"),
        ("TELEGRAM_WEBHOOK_SECRET", "bad secret!"),
    ],
)
def test_a_wrong_setting_is_named_with_its_mend(
    setting: str, value: str, postgres_url: str, tmp_path: Path
) -> None:
    """By what `enlace serve` does first."""
    settings = {"ENLACE_DATABASE_URL": postgres_url, "ENLACE_DATA_DIR": str(tmp_path)}
    extra = {"TWILIO_AUTH_TOKEN": "x"} if setting == "TWILIO_ACCOUNT_SID" else {}
    done = enlace("prepare", **{**settings, setting: value, **extra})
    assert done.returncode == FAILED
    assert done.stderr.count("enlace:") == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_the_simulator_is_refused_before_the_public_service() -> None:
    data_dir = open_folder("cli")
    done = enlace("serve", ENLACE_SIMULATOR="1", ENLACE_DATA_DIR=str(data_dir))
    assert done.returncode == FAILED
    assert "TWILIO_API_URL" in done.stderr
    assert done.stderr.count("enlace:") == 1
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_another_program_has_is_refused(command: str) -> None:
    """Before anything is started, and without a note that leads commands there."""
    data_dir = open_folder("cli")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = enlace(command, "--port", port, "--data-dir", str(data_dir))
    assert done.returncode == FAILED
    assert (done.stdout, done.stderr.count("enlace:")) == ("", 1)
    assert f"listens on port {port}" in done.stderr
    assert "--port" in done.stderr
    assert {file.name for file in data_dir.iterdir()} <= {"serve.lock"}


def test_a_host_that_is_not_this_machines_is_refused() -> None:
    data_dir = open_folder("cli")
    done = enlace("serve", "--host", "192.0.2.1", "--data-dir", str(data_dir))
    assert done.returncode == FAILED
    assert "cannot listen on 192.0.2.1, port 8000" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database has a user of its own")
def test_root_is_told_where_the_database_may_be(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    done = enlace("serve", ENLACE_DATA_DIR=str(closed / "data"))
    assert done.returncode == FAILED
    assert "ENLACE_DATA_DIR" in done.stderr
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--port", "x"),
        *((command, "--port", port) for command in PORTS_OF for port in ("99999", "0", "-1")),
        ("parse",),
        ("chat", "--language", "xx"),
        ("cases", "show", str(2**63)),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert enlace(*arguments).returncode == USAGE


def test_a_fault_of_our_own_is_one_sentence_and_a_file_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise KeyError("what nobody foresaw")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    [line] = capsys.readouterr().err.splitlines()
    kept = Path(line.split()[-1].rstrip("."))
    assert (ended.value.code, "KeyError" in line) == (FAILED, True)
    assert "what nobody foresaw" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    kept.unlink()


def test_a_file_to_evaluate_is_checked_first(tmp_path: Path) -> None:
    assert "no file" in enlace("evaluate", str(tmp_path / "none.jsonl")).stderr
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"text": "hi", "intent": "greet"}\n{"text": 5}\n')
    done = enlace("evaluate", str(wrong))
    assert done.returncode == FAILED
    assert "line 2" in done.stderr
    wrong.write_bytes(b"\xff\n")
    assert "not UTF-8" in enlace("evaluate", str(wrong)).stderr
