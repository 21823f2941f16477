"""What is under way is finished before a rehearsal's clock moves.

A reply makes sense for some hours: one that is on its way while somebody plays "a week later" would
be held back as too old, and a resident who was heard would get no answer.
"""

import asyncio

from sqlalchemy import exists, or_, select

from bot.store.database import Database
from bot.store.models import InboundMessage, OutboundMessage

SECONDS_BETWEEN = 0.05
LOOKS = 100
"""How often a move looks; where Rasa or a provider is down, it goes ahead in the end."""
UNANSWERED = exists().where(InboundMessage.status == "received")
UNDELIVERED = exists().where(OutboundMessage.status.in_(("queued", "sending")))


async def let_pass(database: Database) -> None:
    """Waits until everything that was accepted is answered, and the answers are delivered."""
    for _ in range(LOOKS):
        async with database.transaction() as session:
            if not await session.scalar(select(or_(UNANSWERED, UNDELIVERED))):
                return
        await asyncio.sleep(SECONDS_BETWEEN)
