"""Which question a plain yes answers, where more was said since it was asked."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.conversation.replies import Choice, Phrase, Reply
from bot.store.models import Conversation, OutboundMessage
from tests.conversation.answering import Answering
from tests.harness.phone import new_number

YES, NO = (Choice(label=Phrase(key=f"choice.{word}"), intent=word) for word in ("yes", "no"))
QUESTION = Reply(key="internet.works_question", choices=(YES, NO))
TELLS = Reply(key="choice_beyond.many", args={"count": 2})
ASKS = Reply(key="move.zip_question")


FOLLOWED: list[tuple[Reply | None, dict[str, Any], bool]] = [
    (None, {}, True),
    (TELLS, {}, True),
    (ASKS, {}, False),
    (TELLS, {"purpose": "reminder"}, False),
    (TELLS, {"purpose": "campaign"}, False),
    (TELLS, {"by_staff": True}, False),
]
"""What was said after a question, and whether a plain yes still answers it."""


async def said(answering: Answering, phone: str, *replies: Reply, **more: Any) -> None:
    """We write to somebody, a minute after what was last."""
    answering.clock.time += timedelta(minutes=1)
    theirs = Conversation.address_hash == answering.app.vault.digest(phone)
    async with answering.app.database.transaction() as session:
        found = (await session.scalars(select(Conversation.id).where(theirs))).one()
        if more.pop("by_staff", False):
            await answering.app.messenger.pass_on(session, found, "I will call you.")
        else:
            await answering.app.messenger.say(session, found, list(replies), **more)
        waiting = OutboundMessage.conversation_id == found, OutboundMessage.status == "held"
        sent = {"status": "sent", "attempted_at": answering.clock.now()}
        await session.execute(update(OutboundMessage).where(*waiting).values(sent))


async def picked(answering: Answering, phone: str, text: str) -> str | None:
    """The choice that a message picks."""
    answering.clock.time += timedelta(minutes=1)
    await answering.ask(text, phone=phone)
    found = answering.rasa.picked[-1]
    return found.intent if found else None


async def test_a_plain_yes_answers_what_was_asked_only_while_nothing_else_may_be_meant(
    answering: Answering,
) -> None:
    for later, how, is_open in FOLLOWED:
        phone = new_number()
        await answering.ask("hello", phone=phone)
        await said(answering, phone, QUESTION)
        if later:
            await said(answering, phone, later, **how)
        assert await picked(answering, phone, "yep") == ("yes" if is_open else None), (later, how)
        assert await picked(answering, phone, "1") == "yes"
        assert await picked(answering, phone, "No") == ("no" if is_open else None), (later, how)


async def test_a_yes_to_a_reminder_is_none_once_anything_was_said(answering: Answering) -> None:
    phone = new_number()
    await answering.ask("hello", phone=phone)
    await said(answering, phone, QUESTION, purpose="reminder")
    assert await picked(answering, phone, "yes") == "yes"
    await said(answering, phone, TELLS)
    assert await picked(answering, phone, "yes") is None
