"""Rasa's own end-to-end tests of the dialogue: the trained model on the stories of dialogues/tests.

Each message must be understood, entities included, and each action foreseen, forms and what comes
between among them. What the actions then do is played in tests/conversations.
"""

import json
import subprocess
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.understanding.environment import command, variables
from bot.understanding.training import train

STORIES = ROOT / "dialogues" / "tests"


def test_every_story_is_understood_and_foreseen(tmp_path: Path) -> None:
    told = sum(
        len(yaml.safe_load(path.read_text("utf-8"))["stories"]) for path in STORIES.iterdir()
    )
    done = subprocess.run(
        command(
            *("server.command", "test", "core", "--e2e", "--stories", str(STORIES)),
            *("--model", str(train()), "--out", str(tmp_path), "--no-plot"),
        ),
        cwd=tmp_path,
        env=dict(variables()),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    failed = (tmp_path / "failed_test_stories.yml").read_text("utf-8")
    assert "- story:" not in failed, failed
    accuracy = json.loads((tmp_path / "story_report.json").read_text())["conversation_accuracy"]
    assert accuracy["total"] == accuracy["correct"] == told


def test_every_capability_is_in_a_story_of_each_language() -> None:
    domain = yaml.safe_load((ROOT / "dialogues" / "domain.yml").read_text("utf-8"))
    for language in ("en", "es"):
        said = {
            step["intent"]
            for path in STORIES.glob(f"test_*_{language}.yml")
            for story in yaml.safe_load(path.read_text("utf-8"))["stories"]
            for step in story["steps"]
            if "intent" in step
        }
        assert set(domain["intents"]) - {"nlu_fallback"} == said
