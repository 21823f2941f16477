"""`enlace parse` and `enlace evaluate`, with the real model."""

import json
from pathlib import Path

from tests.harness.command import enlace

LINES = [
    {"text": "do we qualify for the internet", "intent": "check_eligibility", "language": "en"},
    {
        "text": "mi codigo postal es 60623",
        "intent": "inform",
        "entities": [{"entity": "zip_code", "value": "60623"}],
        "style": "answer",
        "language": "es",
    },
    {"text": "whats a good pizza recipe", "intent": "out_of_scope", "language": "en"},
    {"text": "/greet", "intent": "goodbye"},
]


def test_one_message_is_parsed_to_json() -> None:
    done = enlace("parse", "vivo en el 60623")
    parsed = json.loads(done.stdout)
    assert parsed["intent"]["name"] == "inform"
    assert [(e["entity"], e["value"]) for e in parsed["entities"]] == [("zip_code", "60623")]


def test_a_file_is_measured(tmp_path: Path) -> None:
    file, misses = tmp_path / "messages.jsonl", tmp_path / "misses.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in LINES) + "\n\n")
    done = enlace("evaluate", str(file), "--misses", str(misses))
    report = json.loads(done.stdout)
    assert report["messages"] == len(LINES)
    assert report["accuracy"] == 0.75
    assert report["by_language"]["es"] == {"messages": 1, "accuracy": 1.0}
    assert report["by_style"] == {"answer": {"messages": 1, "accuracy": 1.0}}
    assert report["out_of_scope"]["recall"] == 1.0
    assert report["entities"]["by_entity"]["zip_code"]["f1"] == 1.0
    assert report["ms"]["p95"] >= report["ms"]["p50"] > 0
    [miss] = [json.loads(line) for line in misses.read_text().splitlines()]
    assert miss["text"] == "/greet"
    assert report["confusions"][0]["count"] == 1
