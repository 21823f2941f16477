"""What commands beside the service know of it, and what `enlace serve` does without."""

import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.beside import settings_beside
from bot.cli.chat_service import running_service
from bot.errors import SetupError
from bot.machine import CONTENT_NOTE, sole_owner, wait_until_ready
from bot.ports import free_port
from bot.settings import ROOT, Settings
from tests.harness.command import begin

SOON = 1.0
REHEARSAL = ROOT / "content" / "demo"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of a service that ran with the rehearsal's pack."""
    monkeypatch.delenv("ENLACE_CONTENT", raising=False)
    monkeypatch.setenv("ENLACE_DATA_DIR", str(tmp_path))
    (tmp_path / CONTENT_NOTE).write_text(f"{REHEARSAL}\n", "utf-8")
    return tmp_path


def test_a_command_uses_the_content_pack_of_the_service(data_dir: Path) -> None:
    assert settings_beside().content == REHEARSAL
    (data_dir / CONTENT_NOTE).write_text("/nowhere\n", "utf-8")
    assert settings_beside().content.name == "chicago"


@pytest.mark.usefixtures("data_dir")
def test_a_content_pack_that_is_named_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    named = ROOT / "content" / "chicago"
    monkeypatch.setenv("ENLACE_CONTENT", str(named))
    assert settings_beside().content == named


def test_a_service_that_is_still_starting_is_not_talked_to(data_dir: Path) -> None:
    chat = running_service(Settings(), Console(stderr=True))
    still_starting = pytest.raises(SetupError, match="still starting")
    with sole_owner(data_dir), still_starting, chat:
        pass


async def test_only_the_service_just_started_is_believed_to_be_ready(
    data_dir: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one may have got the port first."""
    port = free_port()
    settings = {"ENLACE_DATABASE_URL": postgres_url, "ENLACE_DATA_DIR": str(data_dir)}
    web = begin("web", "--port", str(port), ENLACE_START="its start", **settings)
    monkeypatch.setattr("bot.machine.READY_SECONDS", SOON)
    while await wait_until_ready(port, "its start") == ["web"]:
        assert web.process.is_alive()
    assert await wait_until_ready(port, "its start") == ["rasa", "worker"]
    assert await wait_until_ready(port, "our start") == ["web"]
    web.kill()


def test_the_process_that_only_watches_loads_nothing_of_the_service() -> None:
    loads = "import sys, bot.cli, bot.cli.serve; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", loads], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "bot.machine" in loaded
    assert not {"bot.application", "sqlalchemy", "fastapi", "twilio"} & set(loaded)
