"""A report of a resident as a case for staff."""

from collections.abc import Mapping
from typing import Any

from bot.actions.base import Heard, Toolbox
from bot.conversation.replies import Reply
from bot.services import cases
from bot.services.cases import Kind
from bot.services.phrases import says
from bot.store.models import Case

WAITED_FOR = frozenset({"internet_problem", "moved", "asked_for_person"})
"""Cases after which people ask how long it takes."""


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
    return Reply(key="report.added", args=_since(toolbox, case))


async def how_long(toolbox: Toolbox, heard: Heard) -> Reply | None:
    """What is known of when staff will answer, where a message asks that of an open case."""
    if not says("how_long", heard.text):
        return None
    async with toolbox.database.transaction() as session:
        case = await cases.latest_unclosed(session, heard.conversation_id)
    if case is None or case.kind not in WAITED_FOR:
        return None
    return Reply(key="report.when", args=_since(toolbox, case))


def _since(toolbox: Toolbox, case: Case) -> dict[str, Any]:
    return {"day": {"$date": case.opened_at.astimezone(toolbox.zone).date().isoformat()}}
