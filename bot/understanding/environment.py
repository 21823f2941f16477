"""Where Rasa's sealed environment is, and how its programs are started."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import SetupError
from bot.settings import ROOT

NLU = ROOT / "nlu"


def python() -> Path:
    """The interpreter of Rasa's environment."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    path = NLU / ".venv" / folder / name
    if not path.exists():
        raise SetupError("Rasa's environment is not installed: run `make setup`.")
    return path


def command(module: str, *arguments: str) -> Sequence[str]:
    """The command line that runs a module there."""
    return (str(python()), "-W", "ignore", "-m", module, *arguments)


def variables(**extra: str) -> Mapping[str, str]:
    """The environment of its processes: ours, without telemetry."""
    return {
        **os.environ,
        "PYTHONPATH": str(NLU),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "GIT_PYTHON_REFRESH": "quiet",
        **extra,
    }
