"""`enlace chat` with a service that says its address is https: its cookie does not come back."""

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx
import pytest

from bot import cli
from bot.machine import ADDRESS_NOTE, sole_owner
from bot.ports import free_port
from tests.harness.command import FAILED, begin

OUTSIDE: Final = "https://enlace.test"

type Talk = Callable[[str], tuple[object, str, str]]


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "ENLACE_DATABASE_URL": postgres_url,
        "ENLACE_DATA_DIR": str(tmp_path),
        "ENLACE_PUBLIC_URL": OUTSIDE,
    }


@pytest.fixture
def installed(settings: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """The web part, as `enlace serve` has it."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    web = begin("web", "--port", str(port), **settings)
    (tmp_path / ADDRESS_NOTE).write_text(f"{address}\n", "utf-8")
    with sole_owner(tmp_path):
        while not is_up(address):
            assert web.process.is_alive()
            time.sleep(0.1)
        yield
    web.kill()


def is_up(address: str) -> bool:
    with suppress(httpx.ConnectError):
        return httpx.get(f"{address}/healthz", trust_env=False).is_success
    return False


@pytest.fixture
def worker(settings: dict[str, str]) -> Iterator[None]:
    """Without Rasa; STOP and START are answered all the same."""
    worker = begin("worker", **settings)
    yield
    worker.kill()


@pytest.fixture
def talk(
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Talk:
    """Lines piped in; exit code and words out."""

    def talk(said: str) -> tuple[object, str, str]:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["enlace", "chat", "--language", "es"])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capfd.readouterr()

    return talk


@pytest.mark.usefixtures("installed", "worker")
def test_each_line_is_answered_in_one_conversation(talk: Talk) -> None:
    code, said, _ = talk("ALTO\nINICIAR\n")
    assert code == 0
    assert said.index("ya no le llegan mensajes") < said.index("¡Hola otra vez!")


@pytest.mark.usefixtures("installed")
def test_no_answer_in_time_is_exit_code_1(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.chat.ANSWER_SECONDS", 1.0)
    code, said, fault = talk("hola\n")
    assert code == FAILED
    assert "No answer came" in said
    assert fault.count("enlace:") == 1
    assert "enlace doctor" in fault
