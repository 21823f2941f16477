"""Ends messages as a resident wishes, by the words of our lists or by what Rasa understood."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.goodbyes import OPT_OUT_CONFIRMATION, OPT_OUT_EVERYWHERE_CONFIRMATION
from bot.services import consent
from bot.services.consent import ALL, Scope, Source


async def stop(
    session: AsyncSession,
    conversation_id: uuid.UUID,
    words: str,
    now: datetime,
    ends: Sequence[Scope] = (ALL,),
    *,
    everywhere: bool = False,
    source: Source = "words",
) -> str:
    """Stops these kinds at an address, or all of them at all of the person's `everywhere`.

    Returns the key of the text that confirms it. `words` are kept with the change.
    """
    if everywhere:
        has_others = await consent.opt_out_everywhere(session, conversation_id, words, now)
        return OPT_OUT_EVERYWHERE_CONFIRMATION if has_others else OPT_OUT_CONFIRMATION
    for kind in ends:
        await consent.opt_out(session, conversation_id, words, now, kind, source)
    if ALL in ends:
        return OPT_OUT_CONFIRMATION
    return f"consent.stopped_topic.{ends[0]}" if len(ends) == 1 else "consent.stopped_topics"
