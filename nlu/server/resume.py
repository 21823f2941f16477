"""`action_resume`: after a courtesy, the form that is open asks on.

It needs nothing of ours but the tracker, so it runs here: a call of our actions costs a turn some
milliseconds.
"""

from __future__ import annotations

from rasa.shared.core.events import Event, FollowupAction
from rasa.shared.core.trackers import DialogueStateTracker

NAME = "action_resume"


def resume(tracker: DialogueStateTracker) -> list[Event]:
    """What follows: the open form; nothing where none is open."""
    form = tracker.active_loop_name
    return [FollowupAction(form)] if form else []
