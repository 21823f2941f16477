"""Notices that a program answers us, not a person, and ends it: one word, then silence."""

from datetime import timedelta

from bot.conversation.outcome import Outcome
from bot.conversation.replies import Reply
from bot.conversation.traffic import REMEMBERED, Traffic
from bot.conversation.words import plain
from bot.services import auto_replies
from bot.store.models import InboundMessage

LOOP, AUTO_REPLY = "loop", "auto_reply"
"""Noted as the intent of messages that are not answered any more, or not at all."""
TELLING = 25
"""Characters from which a text says so much that nobody types it again and again; "yes" and "1" may
well be five answers in a row."""
TIMES = REMEMBERED
"""How often such a text is answered within an hour."""
SOON = timedelta(minutes=10)
"""How long after a message of ours an automatic reply to it may come."""
NOTICE = "loop.same_message"


def read(inbound: InboundMessage, traffic: Traffic, current: str | None) -> Outcome | None:
    """What is said to a program: nothing, or once that we wait; None where a person may write.

    A person gets on with any other text.
    """
    text = plain(inbound.text)
    if inbound.choice is not None or not text:
        return None
    if _is_automatic(inbound, text, traffic):
        return Outcome(AUTO_REPLY, (), current)
    if len(text) < TELLING:
        return None
    same = 0
    for said in traffic.earlier:
        if plain(said.text) != text:
            break
        same += 1
    if same < TIMES:
        return None
    is_told = any(said.intent == LOOP for said in traffic.earlier[:same])
    return Outcome(LOOP, () if is_told else (Reply(key=NOTICE),), current)


def _is_automatic(inbound: InboundMessage, text: str, traffic: Traffic) -> bool:
    """Whether it comes soon after a message of ours, and echoes it or says that nobody reads."""
    if traffic.our_last is None or traffic.our_last_at is None:
        return False
    if inbound.received_at - traffic.our_last_at > SOON:
        return False
    is_echo = len(text) >= TELLING and plain(traffic.our_last) == text
    return is_echo or auto_replies.is_one(inbound.text)
