"""What comes of asking for a seat, in replies."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.actions.base import Toolbox
from bot.actions.workshops.booking_field import more_choice
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import (
    booking_args,
    find_choice,
    session_args,
    session_phrase,
    who,
)
from bot.services.workshops import Already, Booking, Conflict, InLine, Outcome, Registered
from bot.services.workshops.calendar import calendar_path

MAP = "https://www.openstreetmap.org/search?query="


def outcome_replies(outcome: Outcome, toolbox: Toolbox) -> list[Reply]:
    """What a resident hears of it; no question."""
    match outcome:
        case Registered(booking, gave_up):
            return _registered(booking, gave_up, toolbox)
        case InLine(booking, place):
            return [Reply(key="workshops.in_line", args={**booking_args(booking), "place": place})]
        case Already(booking, None):
            return [Reply(key="workshops.already", args=booking_args(booking))]
        case Already(booking, place):
            args = {**booking_args(booking), "place": place}
            return [Reply(key="workshops.already_in_line", args=args)]
        case Conflict(other):
            return [Reply(key="workshops.conflict", args=booking_args(other))]
        case _:
            return [Reply(key="workshops.closed")]


def outcomes_replies(outcomes: Sequence[Outcome], toolbox: Toolbox) -> list[Reply]:
    """What a resident hears of seats in one session for several people: each outcome once."""
    seated = [each.booking for each in outcomes if isinstance(each, Registered)]
    replies = []
    if len(seated) > 1:
        names = {"$and": [who(each.registration.attendee) for each in seated]}
        args = {**session_args(seated[0].session), **booking_args(seated[0]), "who": names}
        replies = [Reply(key="workshops.booked", args=args), links(seated[0], toolbox)]
    for outcome in outcomes:
        if len(seated) > 1 and isinstance(outcome, Registered):
            continue
        replies += [told for told in outcome_replies(outcome, toolbox) if told not in replies]
    return replies


def links(booking: Booking, toolbox: Toolbox) -> Reply:
    """Where it is on a map, and the session as a file for a calendar."""
    return Reply(
        key="workshops.links",
        args={
            "map": map_link(booking.session.address, toolbox),
            "calendar": toolbox.ways_in.public_url
            + calendar_path(booking.session.id, toolbox.vault),
        },
    )


def map_link(address: str, toolbox: Toolbox) -> str:
    """An address on a map that asks nobody to sign in."""
    city = toolbox.content.city.name
    known = address if city.lower() in address.lower() else f"{address}, {city}"
    return MAP + quote(known)


def mine_reply(booking: Booking) -> Reply:
    """What somebody has booked, and how it stands."""
    args = {**session_args(booking.session), **booking_args(booking)}
    state = "registered" if booking.registration.state == "registered" else "waitlisted"
    return Reply(key=f"workshops.mine.{state}", args=args)


def what_next(booking: Booking) -> Reply:
    """What may follow a booking."""
    session_id = booking.session.id
    choices = (
        Choice(
            label=Phrase(key="workshops.also_family"),
            intent="book_workshop",
            entities={"option": f"also:{session_id}"},
        ),
        Choice(
            label=Phrase(key="workshops.details"),
            intent="ask_workshop_details",
            entities={"option": f"about:{session_id}"},
        ),
        find_choice(),
    )
    return Reply(key="workshops.what_next", choices=choices)


def what_of_mine(after: int | None) -> Reply:
    """What may be done about what is booked; `after` is where "more" leads, where there is more."""
    more = () if after is None else (more_choice("find_workshops", after),)
    move = Choice(label=Phrase(key="workshops.another_day"), intent="reschedule_workshop")
    give_up = Choice(label=Phrase(key="workshops.cannot_go"), intent="cancel_workshop")
    return Reply(key="workshops.what_next", choices=(*more, move, give_up, find_choice()))


def look_further() -> Reply:
    """Where nothing came of it: other sessions, or a person."""
    person = Choice(label=Phrase(key="menu.talk_to_person"), intent="talk_to_person")
    return Reply(key="workshops.what_next", choices=(find_choice(), person))


def _registered(booking: Booking, gave_up: Booking | None, toolbox: Toolbox) -> list[Reply]:
    args = {**session_args(booking.session), **booking_args(booking)}
    if gave_up is None:
        return [Reply(key="workshops.booked", args=args), links(booking, toolbox)]
    args["old"] = {"$text": session_phrase(gave_up.session).model_dump()}
    return [Reply(key="workshops.moved", args=args), links(booking, toolbox)]
