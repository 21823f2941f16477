"""Trains Rasa's model, only when what it is made of has changed."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from bot.errors import SetupError
from bot.settings import ROOT
from bot.understanding.environment import command, variables

MODELS = ROOT / "models"
INPUTS = (
    "config.yml",
    "dialogues/domain.yml",
    "dialogues/rules.yml",
    "nlu/data",
    "nlu/components",
    "nlu/uv.lock",
)
KEPT_MODELS = 3


def current_model() -> Path:
    """Where the model of today's inputs is, or would be."""
    return MODELS / f"enlace-{_fingerprint()}.tar.gz"


def last_good_model() -> Path | None:
    """The newest model that was trained to its end."""
    models = sorted(MODELS.glob("enlace-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return models[-1] if models else None


def train(force: bool = False) -> Path:
    """The model of today's inputs, trained if it is not there or `force` is set.

    About a minute; a third of it where the examples are those of the last time and not `force`.

    A training that fails leaves the models there are. Raises `SetupError` with Rasa's last words.
    """
    MODELS.mkdir(exist_ok=True)
    with FileLock(MODELS / ".lock"):
        model = current_model()
        if force or not model.exists():
            _train(model, anew=force)
            _forget_old_models()
    return model


def _train(model: Path, anew: bool) -> None:
    draft = f"draft-{os.getpid()}"
    done = subprocess.run(
        command("server.train", "--out", str(MODELS), "--name", draft, *anew * ("--anew",)),
        cwd=ROOT,
        env=dict(variables()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    trained = MODELS / f"{draft}.tar.gz"
    if done.returncode != 0 or not trained.exists():
        last_words = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise SetupError(f"The model could not be trained; Rasa's last words:\n{last_words}")
    trained.rename(model)


def _forget_old_models() -> None:
    models = sorted(MODELS.glob("enlace-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for old in models[:-KEPT_MODELS]:
        old.unlink()


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for name in INPUTS:
        path = ROOT / name
        inside = path.rglob("*") if path.is_dir() else [path]
        yield from sorted(
            file for file in inside if file.suffix in (".yml", ".py", ".lock") and file.is_file()
        )
