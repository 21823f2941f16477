"""When we write before a session: by the rules that send the reminders."""

from collections.abc import Iterator
from datetime import datetime

from bot.actions.base import Heard, Toolbox
from bot.conversation.decent_hours import DecentHours
from bot.conversation.replies import Reply
from bot.conversation.workshops import session_args
from bot.services import consent
from bot.store.models import WorkshopSession


async def reminders_reply(toolbox: Toolbox, heard: Heard, workshop: WorkshopSession) -> Reply:
    """When whoever has a seat gets reminders, or that they stopped them."""
    args = session_args(workshop)
    async with toolbox.database.transaction() as session:
        stopped = await consent.stopped_topics(session, [heard.conversation_id])
    if "reminders" in stopped[heard.conversation_id]:
        return Reply(key="workshops.detail.reminder.stopped", args=args)
    times = sorted(set(_times(toolbox, workshop)))
    if not times:
        return Reply(key="workshops.detail.reminder.none", args=args)
    args["times"] = {"$and": [_moment(each) for each in times]}
    return Reply(key="workshops.detail.reminder", args=args)


def _times(toolbox: Toolbox, workshop: WorkshopSession) -> Iterator[datetime]:
    rules = toolbox.content.reminders
    hours = DecentHours(toolbox.zone, rules.hours.begin, rules.hours.end)
    for kind in rules.kinds.values():
        if kind.follows != "session_start":
            continue
        due_at = kind.when.of(workshop.starts_at, toolbox.zone)
        goes_out = hours.opens(due_at) or due_at
        is_in_time = goes_out < kind.until.of(workshop.starts_at, toolbox.zone)
        if is_in_time and due_at > toolbox.clock.now():
            yield goes_out


def _moment(when: datetime) -> dict[str, object]:
    args = {"day": {"$short_day": when.isoformat()}, "time": {"$time": when.isoformat()}}
    return {"$text": {"key": "workshops.detail.reminder.time", "args": args}}
