"""What is said of courses and licenses, choices and all, takes at most two segments by SMS."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from bot.actions.base import Heard
from bot.actions.courses.listing import details
from bot.actions.courses.recommend_courses import RecommendCourses
from bot.actions.courses.tell_certificates import TellCertificates
from bot.actions.field import Told
from bot.actions.licenses.request_form import LicenseForm
from bot.actions.licenses.telling import sure_to_give_up, told, with_choices
from bot.conversation.replies import Choice, Reply
from bot.services.content import Course
from bot.services.licenses import Standing
from bot.store.secrets import Vault
from tests.texts.test_sms_replies import CATALOG, CONTENT, too_long, toolbox_with

DAY = date(2026, 9, 30)
VAULT = Vault("a secret that only these tests know of")
EMAIL = VAULT.encrypt("maria.guadalupe.hernandez@universidad.example.org").decode()
STANDING = Standing(1, "granted", None, DAY, None, DAY, 100, DAY, False, False)
STANDINGS = [
    replace(STANDING, state=state)
    for state in ("requested", "approved", "granted", "declined", "expired", "given_up")
] + [
    replace(STANDING, can_renew=True),
    replace(STANDING, is_renewal_asked=True),
    replace(STANDING, state="waitlisted", place=1),
    replace(STANDING, state="waitlisted", place=1000),
]


def heard(text: str = "", language: str = "en", picked: str | None = None) -> Heard:
    return Heard(
        conversation_id=uuid.uuid4(),
        message_id=uuid.uuid4(),
        text=text,
        intent="ask_courses",
        entities={},
        language=language,
        slots={},
        active_form=None,
        is_fresh=True,
        events=[],
        picked=picked,
    )


@pytest.mark.parametrize("standing", STANDINGS, ids=lambda s: f"{s.state} {s.place}")
def test_where_a_license_stands(standing: Standing) -> None:
    assert CONTENT.license is not None
    reply = told(CONTENT.license, standing)
    assert too_long(with_choices(reply, CONTENT, standing)) == []
    assert too_long(sure_to_give_up()) == []


@pytest.mark.parametrize("course", CONTENT.courses.values(), ids=lambda course: course.id)
def test_each_course(course: Course) -> None:
    assert [too_long(reply) for reply in details(course)] == [[], []]


async def pages(text: str, language: str) -> list[Reply]:
    """The list that answers a text, and all that "more" turns to."""
    action = RecommendCourses(toolbox_with(CONTENT))
    message, said = heard(text, language), []
    while True:
        [page], _ = await action.act(message)
        said.append(page)
        more: list[Choice] = [c for c in page.choices if c.label.key == "choice.more"]
        if not more:
            return said
        message = heard("", language, more[0].entities["option"])


@pytest.mark.parametrize("language", CATALOG.languages)
async def test_lists_of_courses_end_and_tell_each_course_once(language: str) -> None:
    for topic in ("", *(topic.name[language] for topic in CONTENT.topics.values())):
        said = await pages(topic, language)
        assert [text for reply in said for text in too_long(reply)] == []
        offered = [c.entities["option"] for reply in said for c in reply.choices]
        assert len(offered) == len(set(offered))


@pytest.mark.parametrize("language", CATALOG.languages)
async def test_what_gives_a_certificate(language: str) -> None:
    for topic in ("", *(topic.name[language] for topic in CONTENT.topics.values())):
        said, _ = await TellCertificates(toolbox_with(CONTENT)).act(heard(topic, language))
        assert said
        assert [text for reply in said for text in too_long(reply)] == []


TOLD: list[Told] = [
    {},
    {"participant": "yes"},
    {"participant": "yes", "interest": ["spreadsheets"]},
    {"participant": "yes", "interest": ["data", "spreadsheets"], "level": "beginner"},
    {"participant": "yes", "interest": [], "level": None},
    {"participant": "yes", "interest": None, "level": None, "page": 3},
    {"participant": "yes", "interest": None, "level": None, "course": None},
    {"participant": "yes", "interest": None, "level": None, "course": None, "email": EMAIL},
]


@pytest.mark.parametrize("number", range(len(TOLD)))
async def test_the_questions_of_the_form(number: int) -> None:
    form = LicenseForm(toolbox_with(CONTENT, VAULT))
    asked = form.missing(TOLD[number])
    assert asked is not None
    said = await asked.question(heard(), TOLD[number])
    assert [text for reply in said for text in too_long(reply)] == []


def test_nothing_is_asked_twice() -> None:
    form = LicenseForm(toolbox_with(CONTENT, VAULT))

    def name(told: Told) -> str | None:
        asked = form.missing(told)
        return asked.name if asked else None

    assert [name(told) for told in TOLD] == [
        "participant",
        "interest",
        "level",
        "course",
        "course",
        "course",
        "email",
        "email_confirmed",
    ]
    assert name({"participant": "no"}) is None
    assert name({**TOLD[-1], "email_confirmed": True}) is None
