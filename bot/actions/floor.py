"""Who is to speak next: what holds an open form back from asking on.

Rasa has a form ask on after whatever interrupted it. After a goodbye, a wish for a person, or a
question that is not the form's, that would be one too many: it waits for the next message.
"""

from bot.actions.base import Events, Heard

ERASE_ASIDE, STOP_ASIDE = "erase.ask", "consent.sure"
"""The keys of the questions that are asked outside forms and need a yes."""
ASIDE = {ERASE_ASIDE: "delete_my_data", STOP_ASIDE: "stop_messages"}
"""The intents of the wishes they ask about."""
HOLDING = ("goodbye", "person.", *ASIDE)
"""How the keys of what holds a form back begin."""


def is_held(heard: Heard) -> bool:
    """Whether the form keeps its question for the next message."""
    return _latest_key(heard.events, skipped=0).startswith(HOLDING)


def asked_aside(heard: Heard) -> str | None:
    """The wish (its intent) that this message comes upon a question about; None for a form's."""
    return ASIDE.get(_latest_key(heard.events, skipped=1))


def answers_aside(heard: Heard) -> bool:
    """Whether this message is the yes or no to that question, and no answer to a form."""
    return heard.intent in ("affirm", "deny", asked_aside(heard)) and bool(asked_aside(heard))


def _latest_key(events: Events, skipped: int) -> str:
    """The key of what we said last, `skipped` messages of the resident ago; else nothing."""
    for event in reversed(events):
        if event["event"] == "user":
            skipped -= 1
            if skipped < 0:
                return ""
        elif event["event"] == "bot" and skipped == 0:
            return str(((event.get("data") or {}).get("custom") or {}).get("key", ""))
    return ""
