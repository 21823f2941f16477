"""Rasa's environment is sealed: what it is pinned to is locked and installed, and only there."""

import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.understanding.environment import NLU

RASA = "3.6.21"
SEALED = {"rasa", "tensorflow", "scikit-learn"}


def locked(folder: Path) -> dict[str, str]:
    """Name and version of all that a lock holds."""
    lock: dict[str, Any] = tomllib.loads((folder / "uv.lock").read_text("utf-8"))
    return {each["name"]: each["version"] for each in lock["package"] if "version" in each}


def test_rasa_is_pinned_locked_and_installed() -> None:
    project = tomllib.loads((NLU / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"rasa=={RASA}" in project["dependencies"]
    assert project["requires-python"] == "==3.10.*"
    [packages] = NLU.glob(".venv/lib/python3.10/site-packages")
    installed = {each.name.lower(): each.version for each in distributions(path=[str(packages)])}
    lock = locked(NLU)
    assert lock["rasa"] == installed["rasa"] == RASA
    assert all(lock[name] == installed[name] for name in SEALED)


def test_its_pins_bind_nothing_else() -> None:
    assert not SEALED & locked(ROOT).keys()
    assert "rasa-sdk" in locked(ROOT)
