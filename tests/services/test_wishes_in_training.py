"""What residents say of other things is not taken for a wish to end messages: the training data."""

import re
from collections.abc import Iterator

import yaml

from bot.services.consent import read_wish
from bot.settings import ROOT

MARK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
ENDING = {"stop_messages", "delete_my_data"}
"""Who wants to be erased may say so by ending messages."""
MOST_FALSE = 0.001
"""The share of other messages that may be taken for such a wish; a wrong number is none of them."""


def others() -> Iterator[str]:
    """Every training message with another intent, without the marks of its entities."""
    for path in sorted((ROOT / "nlu" / "data").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if block.get("intent") and block["intent"] not in ENDING:
                for line in re.findall(r"^- (.+)$", block["examples"], re.MULTILINE):
                    yield MARK.sub(r"\1", line)


def test_other_messages_do_not_end_messages() -> None:
    said = list(others())
    false = [text for text in said if (wish := read_wish(text)) and wish.kind == "opt_out"]
    assert len(false) <= MOST_FALSE * len(said), false
