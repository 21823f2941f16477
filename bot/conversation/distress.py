"""What is said to words of distress, before anything else is made of the message."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.catalog import Catalog
from bot.conversation.gate import lifeline
from bot.conversation.replies import Reply
from bot.services import cases
from bot.services.content import Sign
from bot.services.distress import Distress
from bot.store.models import InboundMessage, OutboundMessage

HOUSEHOLD_QUESTION = "content.criteria."
"""How the keys of questions about the household begin: a lost home may be the answer to one."""
SHRUGS = ("not_understood", "content.answers.out_of_scope", "noted")
"""How the keys begin of what is said to a message that fits nothing, or tells what nobody asked."""


async def flag(
    session: AsyncSession, inbound: InboundMessage, sign: Sign, now: datetime
) -> tuple[bool, bool]:
    """Opens an urgent case, or adds to the one that is open.

    Returns whether the case is new, and whether the sign is new in it.
    """
    before = await _signs_known(session, inbound)
    case = await cases.open_case(
        session,
        inbound.conversation_id,
        inbound.id,
        "distress",
        now,
        details={sign: True},
        is_urgent=True,
    )
    return case.inbound_id == inbound.id, sign not in before


def lines(sign: Sign, is_new_case: bool, catalog: Catalog) -> list[Reply]:
    """The line to call, where the city's content has one, and that staff were told."""
    said = [Reply(key=lifeline(sign))] if catalog.knows(lifeline(sign)) else []
    return [*said, Reply(key="distress.noted")] if is_new_case or not said else said


async def wants_an_answer(
    session: AsyncSession, inbound: InboundMessage, distress: Distress
) -> bool:
    """Whether the rest of the message is seen to: it asks something, or answers about the home."""
    latest = await session.scalar(
        select(OutboundMessage.key)
        .where(OutboundMessage.conversation_id == inbound.conversation_id)
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    )
    return distress.also_asks or bool(latest and latest.startswith(HOUSEHOLD_QUESTION))


def without_shrugs(replies: Sequence[Reply]) -> list[Reply]:
    """Replies without "I did not get that" or "noted": not to somebody who told of their need."""
    return [reply for reply in replies if not reply.key.startswith(SHRUGS)]


async def _signs_known(session: AsyncSession, inbound: InboundMessage) -> frozenset[str]:
    known = await session.scalars(cases.unclosed_details(inbound.conversation_id, "distress"))
    return frozenset(sign for details in known for sign in details)
