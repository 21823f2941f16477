"""The one gate that every message to a resident passes (design §2)."""

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import consent

OPT_OUT_CONFIRMATION = "consent.stopped"
"""The one message that may still go out after messages were stopped."""


async def refusal(session: AsyncSession, conversation_id: uuid.UUID, key: str) -> str | None:
    """Why a message must be held back, in a word for staff; None where it may go."""
    if key != OPT_OUT_CONFIRMATION and await consent.is_opted_out(session, conversation_id):
        return "opted_out"
    return None
