"""Which question an answer is to, where more was said since it was asked, whatever clocks say."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text, update

from bot.conversation.lines import Line
from bot.conversation.outbox import LAST_SAID, last_said
from bot.conversation.replies import Choice, Phrase, Reply
from bot.store.models import Conversation, OutboundMessage
from tests.conversation.answering import ANSWER, Answering
from tests.harness.phone import new_number
from tests.reminders.test_plans import explained

YES, NO = (Choice(label=Phrase(key=f"choice.{word}"), intent=word) for word in ("yes", "no"))
QUESTION = Reply(key="internet.works_question", choices=(YES, NO))
TELLS = Reply(key="choice_beyond.many", args={"count": 2})
ASKS = Reply(key="move.zip_question")
OTHERS = tuple(Choice(label=Phrase(key=f"choice.{word}"), intent=word) for word in ("skip", "more"))
OTHER_QUESTION = Reply(key="internet.kind_question", choices=OTHERS)


FOLLOWED: list[tuple[Reply | None, dict[str, Any], bool]] = [
    (None, {}, True),
    (TELLS, {}, True),
    (ASKS, {}, False),
    (TELLS, {"purpose": "reminder"}, False),
    (TELLS, {"purpose": "campaign"}, False),
    (TELLS, {"by_staff": True}, False),
]
"""What was said after a question, and whether a plain yes still answers it."""


async def conversation_of(answering: Answering, phone: str) -> uuid.UUID:
    theirs = Conversation.address_hash == answering.app.vault.digest(phone)
    async with answering.app.database.transaction() as session:
        return (await session.scalars(select(Conversation.id).where(theirs))).one()


async def said(answering: Answering, phone: str, *replies: Reply, **more: Any) -> None:
    """We write to somebody, a minute after what was last."""
    answering.clock.time += timedelta(minutes=1)
    found = await conversation_of(answering, phone)
    async with answering.app.database.transaction() as session:
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


async def test_the_last_question_is_the_last_one_said_though_the_clock_went_back(
    answering: Answering,
) -> None:
    phone = new_number()
    await answering.ask("hello", phone=phone)
    await said(answering, phone, OTHER_QUESTION)
    answering.clock.time -= timedelta(hours=1)
    await said(answering, phone, QUESTION)
    assert await picked(answering, phone, "yep") == "yes"
    assert await picked(answering, phone, "1") == "yes"
    answering.clock.time -= timedelta(hours=1)
    await said(answering, phone, ASKS)
    assert await picked(answering, phone, "yep") is None
    found = await conversation_of(answering, phone)
    async with answering.app.database.transaction() as session:
        latest = await last_said(session, found)
    assert latest is not None
    assert latest.key == ANSWER


async def test_a_reminder_that_waited_comes_after_what_was_said_meanwhile(
    answering: Answering,
) -> None:
    """By the clock of the machine that hands it over, it would come before."""
    phone = new_number()
    await answering.ask("hello", phone=phone)
    found = await conversation_of(answering, phone)
    app = answering.app
    async with app.database.transaction() as session:
        await app.messenger.say(session, found, [OTHER_QUESTION], purpose="reminder")
    answering.clock.time += timedelta(minutes=5)
    async with app.database.transaction() as session:
        await app.messenger.say(session, found, [QUESTION])
        theirs = OutboundMessage.conversation_id == found, OutboundMessage.status == "queued"
        await session.execute(update(OutboundMessage).where(*theirs).values(status="sent"))
    assert await picked(answering, phone, "1") == "yes"
    async with app.database.transaction() as session:
        theirs = OutboundMessage.conversation_id == found, OutboundMessage.status == "queued"
        await session.execute(update(OutboundMessage).where(*theirs).values(status="sent"))
        answering.clock.time -= timedelta(minutes=4)
        share = await Line("sms", app.gate, app.vault).take(session, answering.clock.now(), 9, 9)
    assert len(share.taken) == 1
    assert await picked(answering, phone, "1") == "skip"


async def test_what_was_said_last_is_looked_up_by_conversation(answering: Answering) -> None:
    async with answering.app.database.transaction() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        found = await explained(session, LAST_SAID, {"conversation_id": uuid.uuid4()})
    indexes = {part["Index Name"] for part in found if "Index Name" in part}
    assert indexes == {"ix_outbound_messages_conversation_id_id"}
