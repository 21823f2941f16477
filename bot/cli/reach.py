"""How commands tell staff whom messages do not reach."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.twilio.errors import reason_of
from bot.services.reach import Unreachable, unreachable
from bot.store.models import Conversation


def in_brief(conversation: Conversation, now: datetime, zone: ZoneInfo) -> str:
    """For a column of a table."""
    gone = unreachable(conversation, now)
    if gone is None:
        return "-"
    return f"not before {_time(gone.until, zone)}" if gone.until else "not reached"


def in_full(conversation: Conversation, now: datetime, zone: ZoneInfo) -> str | None:
    """Since when messages do not reach somebody, why, and when we write first again."""
    gone = unreachable(conversation, now)
    return None if gone is None else _sentence(gone, zone)


def _sentence(gone: Unreachable, zone: ZoneInfo) -> str:
    again = f"after {_time(gone.until, zone)}" if gone.until else "once they write"
    since = _time(gone.since, zone)
    return f"Not reached since {since}. {reason_of(gone.code)} We write first again {again}."


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
