"""Makes the stock project out of ours: its intents, examples, rules and texts, and trains it."""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.conversation.catalog import Catalog
from bot.conversation.replies import Phrase
from bot.services import content
from bot.settings import ROOT, Settings
from bot.understanding.environment import command, variables

HERE = Path(__file__).parent
PROJECT = ROOT / "models" / "stock"
EXAMPLES = 25
"""Examples an intent: speed is compared here, not accuracy, and DIET on all takes many minutes."""
STORIES = 12
SEED = 20
NOT_UNDERSTOOD = "utter_help"
"""What is said to a text that is not understood."""
LINK = "https://enlace.example.org/chat"
"""What stands where a text of ours names the assistant's address."""


def prepare() -> Path:
    """The folder of the project, trained; trains (minutes) where what it is made of changed."""
    files = _files()
    mark = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    kept = PROJECT / "mark"
    if not (kept.exists() and kept.read_text() == mark):
        shutil.rmtree(PROJECT, ignore_errors=True)
        _write(files)
        _train()
        kept.write_text(mark)
    return PROJECT


def _files() -> dict[str, str]:
    """The project's files by name, as text."""
    domain = yaml.safe_load((ROOT / "dialogues/domain.yml").read_text())
    intents = [name for name in domain["intents"] if name != "nlu_fallback"]
    actions = {intent: _action(intent) for intent in intents}
    spoken = sorted({NOT_UNDERSTOOD, *filter(_is_spoken, actions.values())})
    texts = _texts(intents)
    return {
        "config.yml": (HERE / "config.yml").read_text(),
        "actions.py": (HERE / "actions.py").read_text(),
        "channel.py": (HERE / "channel.py").read_text(),
        "answers.json": json.dumps(texts),
        "domain.yml": _yaml(
            {
                "version": "3.1",
                "intents": intents,
                "entities": domain["entities"],
                "responses": {name: [{"text": texts[name[6:]]}] for name in spoken},
                "actions": ["action_answer"],
                "session_config": domain["session_config"],
            }
        ),
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": list(_examples(intents))}),
        "data/rules.yml": _yaml({"version": "3.1", "rules": list(_rules(actions))}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": list(_stories(actions))}),
    }


def _action(intent: str) -> str:
    """What our rules do first on an intent when no form is open; any action is `action_answer`."""
    for rule in yaml.safe_load((ROOT / "dialogues/rules.yml").read_text())["rules"]:
        if "condition" in rule:
            continue
        opening, *steps = rule["steps"]
        heard = {step["intent"] for step in opening.get("or", [opening])}
        if intent in heard:
            said = [step["action"] for step in steps if step.get("action") == f"utter_{intent}"]
            return said[0] if said else "action_answer"
    return "action_answer"


def _is_spoken(action: str) -> bool:
    return action.startswith("utter_")


def _texts(intents: list[str]) -> dict[str, str]:
    """Our English text for each intent."""
    city = content.load(Settings(_env_file=None).content)
    texts = Catalog(city.texts(), ZoneInfo(city.city.time_zone))["en"]
    found = {}
    for intent in intents:
        keys = city.answer(intent) if intent not in texts.keys else (intent,)
        phrase = Phrase(key=keys[0] if keys else "help", args={"link": LINK})
        found[intent] = texts.text(phrase)
    return found


def _examples(intents: list[str]) -> Iterator[dict[str, str]]:
    """The same number of examples of every intent, from all languages."""
    dice = random.Random(SEED)
    lines: dict[str, list[str]] = {intent: [] for intent in intents}
    for path in sorted((ROOT / "nlu/data").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text()).get("nlu", []):
            if block.get("intent") in lines:
                lines[block["intent"]] += re.findall(r"^- (.+)$", block["examples"], re.MULTILINE)
    for intent, examples in lines.items():
        chosen = dice.sample(examples, min(EXAMPLES, len(examples)))
        yield {"intent": intent, "examples": "".join(f"- {example}\n" for example in chosen)}


def _rules(actions: dict[str, str]) -> Iterator[dict[str, Any]]:
    for intent, action in actions.items():
        yield {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
    steps = [{"intent": "nlu_fallback"}, {"action": NOT_UNDERSTOOD}]
    yield {"rule": "not understood", "steps": steps}


def _stories(actions: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A few stories, which TED needs to be there at all; they say what the rules say."""
    dice = random.Random(SEED)
    for number in range(STORIES):
        steps = []
        for intent in dice.sample(sorted(actions), 4):
            steps += [{"intent": intent}, {"action": actions[intent]}]
        yield {"story": f"story {number}", "steps": steps}


def _yaml(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = PROJECT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _train() -> None:
    print("training the stock project (minutes, once)", flush=True)
    with (PROJECT / "training.log").open("w") as log:
        subprocess.run(
            command("rasa", "train", "--fixed-model-name", "stock"),
            cwd=PROJECT,
            env={**variables(), "PYTHONPATH": os.pathsep.join([str(PROJECT)])},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )


if __name__ == "__main__":
    print(prepare())
