"""What is under way is finished before a rehearsal's clock moves.

A reply makes sense for some hours: one that is on its way while somebody plays "a week later" would
be held back as too old, and a resident who was heard would get no answer.
"""

import asyncio
from typing import Any

from sqlalchemy import Select, exists, or_, select

from bot.store.database import Database
from bot.store.models import InboundMessage, OutboundMessage

SECONDS_BETWEEN = 0.05
LOOKS = 100
"""How often a move looks; where Rasa or a provider is down, it goes ahead in the end."""
UNANSWERED = InboundMessage.status == "received"
UNDELIVERED = OutboundMessage.status.in_(("queued", "sending"))


async def let_pass(database: Database) -> None:
    """Waits until what was accepted by now is answered, and what was said by now is delivered."""
    async with database.transaction() as session:
        heard = (await session.scalars(select(InboundMessage.id).where(UNANSWERED))).all()
        said = (await session.scalars(select(OutboundMessage.id).where(UNDELIVERED))).all()
    unanswered = exists().where(InboundMessage.id.in_(heard), UNANSWERED)
    undelivered = exists().where(
        or_(OutboundMessage.id.in_(said), OutboundMessage.inbound_id.in_(heard)), UNDELIVERED
    )
    under_way = select(or_(unanswered, undelivered))
    for _ in range(LOOKS):
        if not await _is_so(database, under_way):
            return
        await asyncio.sleep(SECONDS_BETWEEN)


async def _is_so(database: Database, query: Select[Any]) -> bool:
    async with database.transaction() as session:
        return bool(await session.scalar(query))
