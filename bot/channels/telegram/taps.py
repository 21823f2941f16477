"""What became of a tapped button: nothing is shown as chosen before the turn has decided."""

import asyncio
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import InboundMessage

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0)
"""Seconds between looks; a turn takes a tenth of a second, and longer while Rasa is slow."""


@dataclass(frozen=True)
class Decided:
    """How a turn took a tap."""

    label: str | None
    """The choice that was picked; None where none was."""
    is_refused: bool
    """The choice is not open any more."""


class Taps:
    """Asks for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decided(self, inbound_id: uuid.UUID) -> Decided | None:
        """How a tap was taken, once its turn is over; None where that takes too long."""
        query = select(InboundMessage.status, InboundMessage.text, InboundMessage.intent)
        for pause in PAUSES:
            await asyncio.sleep(pause)
            async with self._database.transaction() as session:
                found = await session.execute(query.where(InboundMessage.id == inbound_id))
                tap = found.one_or_none()
            if tap is None:
                return None
            if tap.status != "received":  # a choice that is picked leaves its label as the text
                is_refused = not tap.text and tap.intent is None
                return Decided(tap.text or None, is_refused)
        return None
