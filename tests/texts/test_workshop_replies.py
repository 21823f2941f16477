"""Replies about workshops, with long titles and addresses, take at most two segments by SMS."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.workshops.booking_field import SHOWN, more_choice, page_of
from bot.actions.workshops.outcomes import outcome_replies, what_next, what_of_mine
from bot.actions.workshops.session_field import session_choice
from bot.conversation.render import render
from bot.conversation.replies import Choice, Phrase, Reply
from bot.conversation.workshops import (
    choices_of,
    notice_reply,
    seats_left,
    session_args,
)
from bot.services.workshops import (
    Already,
    Booking,
    Conflict,
    InLine,
    Notice,
    NoticeKind,
    Opening,
    Registered,
)
from bot.store.models import Registration, WorkshopSession
from tests.texts.test_sms_replies import (
    CATALOG,
    CONTENT,
    MOST_SEGMENTS,
    SMS,
    VAULT,
    toolbox_with,
)

ZONE = ZoneInfo("America/Chicago")
BEGINS = datetime(2026, 9, 30, 17, 30, tzinfo=ZONE)


def session() -> WorkshopSession:
    return WorkshopSession(
        id="sample-little-village-2026-09-30",
        workshop="online_job_search",
        titles={
            "en": "Looking for work online, second part",
            "es": "Buscar trabajo en línea, segunda parte",
        },
        organization_id="sample",
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(hours=2),
        address="11845 S Dr Martin Luther King Jr Dr, 2nd floor",
        zip_code="60628",
        capacity=12,
        language="es",
        childcare=True,
        notes={},
        canceled_at=None,
    )


def booking() -> Booking:
    registration = Registration(
        id=123456,
        session_id="sample",
        resident_id=uuid.uuid4(),
        conversation_id=uuid.uuid4(),
        attendee=VAULT.encrypt("Guadalupe").decode(),
        state="offered",
        offered_until=BEGINS - timedelta(days=1),
    )
    return Booking(registration, session())


def too_long(reply: Reply) -> list[str]:
    rendered = [render(reply, CATALOG[language], SMS).text for language in CATALOG.languages]
    return [text for text in rendered if SMS.segments(text) > MOST_SEGMENTS]


@pytest.mark.parametrize("key", ["", ".near", ".more", ".closest"])
@pytest.mark.parametrize("free", [0, 3])
def test_lists(key: str, free: int) -> None:
    more = Choice(label=Phrase(key="choice.more"), intent="find_workshops")
    choices = [session_choice(Opening(session(), free, 4, 12.4)) for _ in range(3)]
    args = {"zip_code": "60628"} if key == ".near" else {}
    reply = Reply(key=f"workshops.list{key}.question", args=args, choices=(*choices, more))
    assert too_long(reply) == []


@pytest.mark.parametrize("key", ["", ".closest"])
def test_lists_for_another_day(key: str) -> None:
    more = Choice(label=Phrase(key="choice.more"), intent="find_workshops")
    choices = [session_choice(Opening(session(), 3, 0, None)) for _ in range(3)]
    reply = Reply(
        key=f"workshops.move{key}.question", args=session_args(session()), choices=(*choices, more)
    )
    assert too_long(reply) == []


@pytest.mark.parametrize("key", ["workshops.confirm", "workshops.confirm.full"])
def test_the_session_and_whom_it_is_for(key: str) -> None:
    labels = ("workshops.for_me", "workshops.for_family", "workshops.others")
    args = {
        **session_args(session()),
        "language": {"$text": {"key": "workshops.in.es"}},
        "childcare": {"$text": {"key": "workshops.childcare.no"}},
        "seats": seats_left(12),
        "waiting": 12,
    }
    choices = tuple(Choice(label=Phrase(key=label), intent="inform") for label in labels)
    assert too_long(Reply(key=f"{key}.question", args=args, choices=choices)) == []


def test_outcomes() -> None:
    toolbox = toolbox_with(CONTENT, VAULT)
    mine = booking()
    outcomes = (
        Registered(mine),
        Registered(mine, mine),
        InLine(mine, 12),
        Already(mine, None),
        Already(mine, 12),
        Conflict(mine),
    )
    replies = [reply for each in outcomes for reply in outcome_replies(each, toolbox)]
    assert [text for reply in [*replies, what_next(mine)] for text in too_long(reply)] == []


@pytest.mark.parametrize("key", ["workshops.cancel.which", "workshops.move.which"])
def test_many_bookings_to_choose_from(key: str) -> None:
    mine = choices_of([booking()] * SHOWN, "cancel_workshop")
    choices = (*mine, more_choice("cancel_workshop", SHOWN))
    assert too_long(Reply(key=f"{key}.question", choices=choices)) == []
    assert too_long(what_of_mine(SHOWN)) == []


@pytest.mark.parametrize("already_seen", [0, 3, 6, 12])
def test_many_bookings_are_turned_over_three_at_a_time(already_seen: int) -> None:
    numbers = list(range(8))
    mine = [replace(booking(), registration=Registration(id=number)) for number in numbers]
    shown, after = page_of(mine, already_seen)
    first = already_seen if already_seen < len(mine) else 0
    assert [each.registration.id for each in shown] == numbers[first : first + SHOWN]
    assert after == {0: 3, 3: 6, 6: 0}[first]
    assert page_of(mine[:SHOWN], already_seen) == (mine[:SHOWN], None)


@pytest.mark.parametrize(
    "kind", ["offered", "lapsed", "line_closed", "moved", "canceled", "lost_seat"]
)
def test_notices(kind: NoticeKind) -> None:
    assert too_long(notice_reply(Notice(kind, booking()))) == []


def test_several_bookings() -> None:
    choices = choices_of([booking() for _ in range(3)], "cancel_workshop")
    assert too_long(Reply(key="workshops.cancel.which.question", choices=choices)) == []
