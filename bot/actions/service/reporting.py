"""A report of a resident as a case for staff."""

from collections.abc import Mapping
from typing import Any

from bot.actions.base import Heard, Toolbox
from bot.conversation.replies import Reply
from bot.services import cases
from bot.services.cases import Kind


async def report(toolbox: Toolbox, heard: Heard, kind: Kind, details: Mapping[str, Any]) -> Reply:
    """Opens a case, or adds to the one that is open; says which."""
    async with toolbox.database.transaction() as session:
        case = await cases.open_case(
            session,
            heard.conversation_id,
            heard.message_id,
            kind,
            toolbox.clock.now(),
            details=details,
        )
    if case.inbound_id == heard.message_id:
        return Reply(key="report.noted")
    since = case.opened_at.astimezone(toolbox.zone).date().isoformat()
    return Reply(key="report.added", args={"day": {"$date": since}})
