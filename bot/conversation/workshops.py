"""How workshops are named in messages, and what others are told about their bookings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.messenger import Messenger
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.workshops import Booking, Notice
from bot.store.models import Conversation, WorkshopSession

LONGEST_TITLE = 30
"""Characters of a title that are shown: three of them must fit into one text message."""


async def tell(session: AsyncSession, messenger: Messenger, notices: Sequence[Notice]) -> None:
    """Tells everybody a change concerns, in the transaction of the change."""
    for notice in notices:
        conversation_id = notice.booking.registration.conversation_id
        conversation = await session.get_one(Conversation, conversation_id)
        if messenger.can_reach(conversation.channel):  # else it was set up once, and is no longer
            await messenger.say(
                session,
                conversation_id,
                [notice_reply(notice)],
                purpose="reminder",
                expires_at=_makes_sense_until(notice),
            )


def _makes_sense_until(notice: Notice) -> datetime | None:
    """An offer until it lapses, any other change until the session is over."""
    registration, workshop = notice.booking.registration, notice.booking.session
    if notice.kind == "offered":
        return registration.offered_until
    return None if notice.kind in ("lapsed", "line_closed") else workshop.ends_at


def notice_reply(notice: Notice) -> Reply:
    """What a notice says, and what may be done about it."""
    booking = notice.booking
    key = f"workshops.notice.{notice.kind}"
    args = {**booking_args(booking), **session_args(booking.session)}
    if notice.kind == "offered":
        return offer_reply(booking)
    if notice.kind == "moved":
        choices = (
            _about(booking, "reschedule_workshop", "workshops.another_day"),
            _about(booking, "cancel_workshop", "workshops.cannot_go"),
        )
        is_seated = booking.registration.state == "registered"
        return Reply(
            key=f"{key}.{'registered' if is_seated else 'waitlisted'}", args=args, choices=choices
        )
    return Reply(key=key, args=args, choices=() if notice.kind == "lost_seat" else (find_choice(),))


def offer_reply(booking: Booking) -> Reply:
    """A seat that is held for somebody, and until when."""
    until = booking.registration.offered_until
    args = booking_args(booking)
    if until:
        args |= {
            "until_day": {"$short_day": until.isoformat()},
            "until": {"$time": until.isoformat()},
        }
    number = booking.registration.id
    choices = (
        Choice(
            label=Phrase(key="workshops.take_seat"),
            intent="book_workshop",
            entities={"option": f"take:{number}"},
        ),
        Choice(
            label=Phrase(key="workshops.leave_seat"),
            intent="cancel_workshop",
            entities={"option": f"leave:{number}"},
        ),
    )
    return Reply(key="workshops.notice.offered", args=args, choices=choices)


def find_choice() -> Choice:
    """To look for another session."""
    return Choice(label=Phrase(key="workshops.find"), intent="find_workshops")


def booking_args(booking: Booking) -> dict[str, Any]:
    """Which session, and for whom."""
    return {
        "session": {"$text": session_phrase(booking.session).model_dump()},
        "who": who(booking.registration.attendee),
    }


def session_phrase(workshop: WorkshopSession) -> Phrase:
    """Title, day and time."""
    args = session_args(workshop)
    return Phrase(key="workshops.session", args={k: args[k] for k in ("title", "day", "time")})


def session_args(workshop: WorkshopSession) -> dict[str, Any]:
    """What is told of a session in many texts."""
    return {
        "title": title(workshop),
        "day": {"$short_day": workshop.starts_at.isoformat()},
        "time": {"$time": workshop.starts_at.isoformat()},
        "end": {"$time": workshop.ends_at.isoformat()},
        "address": workshop.address,
        "zip_code": workshop.zip_code,
    }


def title(workshop: WorkshopSession) -> dict[str, Any]:
    """A session's title in each language."""
    return {"$words": {language: _cut(text) for language, text in workshop.titles.items()}}


def seats_left(free: int) -> Any:
    """How many seats are free, in words."""
    key = "workshops.seats.one" if free == 1 else "workshops.seats.many"
    return {"$text": {"key": key, "args": {"count": free}}}


def who(attendee: str) -> Any:
    """Who comes, as it is kept: a sealed name, or "you"."""
    return {"$sealed": attendee} if attendee else {"$text": {"key": "workshops.you"}}


def choices_of(bookings: Iterable[Booking], intent: str) -> tuple[Choice, ...]:
    """Bookings to choose from."""
    return tuple(
        Choice(
            label=Phrase(key="workshops.booking", args=booking_args(booking)),
            intent=intent,
            entities={"option": f"booking:{booking.registration.id}"},
        )
        for booking in bookings
    )


def _about(booking: Booking, intent: str, label: str) -> Choice:
    option = f"booking:{booking.registration.id}"
    return Choice(label=Phrase(key=label), intent=intent, entities={"option": option})


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 3].rstrip()}..."
