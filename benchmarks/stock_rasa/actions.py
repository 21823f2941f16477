"""The stock project's one custom action: the text for an intent, from a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

ANSWERS = json.loads(Path("answers.json").read_text())


class Answer(Action):
    """Says what is known about what was asked."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[Any]:
        """The answer to the latest intent."""
        dispatcher.utter_message(text=ANSWERS[tracker.get_intent_of_latest_message()])
        return []
