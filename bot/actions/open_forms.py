"""Forms within forms: one opened over another pauses it, and gives the word back when it ends.

Rasa knows one open form (its active loop). Which ones wait beneath it is kept in a slot, the last
one on top.
"""

from rasa_sdk.events import FollowupAction, SlotSet

from bot.actions.base import Events, Heard

OPEN_FORMS = "open_forms"


def opened(heard: Heard, form: str) -> Events:
    """Events for a form that opens: on top of those that are open."""
    return [SlotSet(OPEN_FORMS, [*_others(heard, form), form])]


def ended(heard: Heard, form: str) -> Events:
    """Events for a form that ends: the one it paused, if any, asks on."""
    waiting = _others(heard, form)
    events: Events = [SlotSet(OPEN_FORMS, waiting)]
    return [*events, FollowupAction(waiting[-1])] if waiting else events


def is_over_another(heard: Heard, form: str) -> bool:
    """Whether another form will ask on when this one ends, so that it should not ask itself."""
    return bool(_others(heard, form))


def _others(heard: Heard, form: str) -> list[str]:
    return [name for name in heard.slots.get(OPEN_FORMS) or [] if name != form]
