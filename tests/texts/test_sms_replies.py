"""Replies as they go out by SMS, choices and all, take at most two segments."""

import uuid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.base import EnlaceAction, Heard, Toolbox
from bot.actions.eligibility.ask import AskEligibility
from bot.actions.eligibility.give_outcome import GiveEligibilityOutcome
from bot.channels.twilio.sender import TwilioSms
from bot.clock import SystemClock
from bot.conversation.catalog import Catalog
from bot.conversation.menu import menu
from bot.conversation.render import render
from bot.conversation.replies import Reply
from bot.conversation.ways_in import WaysIn
from bot.services.content import Content, load
from bot.store.secrets import Vault

ROOT = Path(__file__).parents[2]
MOST_SEGMENTS = 2
SMS = TwilioSms("AC", "token", {"from_": "+13125550100"}, "http://127.0.0.1/status")
DOMAIN = yaml.safe_load((ROOT / "dialogues" / "domain.yml").read_text("utf-8"))
CONTENT = load(ROOT / "content" / "demo")
VAULT = Vault("a secret key of these tests alone, long enough")
CATALOG = Catalog(CONTENT.texts(), ZoneInfo(CONTENT.city.time_zone), VAULT)
ANSWERS = st.sampled_from(["yes", "no", "unknown"])
WAYS_IN = WaysIn("https://enlace.example.org", {"en": "hi", "es": "hola"}, "+13125550100")
SIGNS = st.lists(st.sampled_from(["snap", "medicaid", "ssi"]), max_size=3, unique=True)


def too_long(reply: Reply) -> list[str]:
    """The renderings of a reply that take more than two segments."""
    rendered = [render(reply, CATALOG[language], SMS).text for language in CATALOG.languages]
    return [text for text in rendered if SMS.segments(text) > MOST_SEGMENTS]


@pytest.mark.parametrize("name", sorted(DOMAIN["responses"]))
def test_responses_of_the_domain(name: str) -> None:
    for response in DOMAIN["responses"][name]:
        assert too_long(Reply.model_validate(response["custom"])) == []


@pytest.mark.parametrize("key", ["greet", "help", "start_over", "nothing_asked", "stale_choice"])
def test_the_menu(key: str) -> None:
    assert too_long(Reply(key=key, choices=menu())) == []


def heard(content: Content, facts: dict[str, Any]) -> Heard:
    """A message that comes upon these facts."""
    return Heard(
        uuid.uuid4(), uuid.uuid4(), "", "inform", {}, "en", {"household": facts}, None, True, []
    )


def toolbox_with(content: Content, vault: Any = None) -> Toolbox:
    """Tools for actions that need nothing but content."""
    nothing: Any = None
    return Toolbox(
        database=nothing,
        clock=SystemClock(),
        zone=ZoneInfo(content.city.time_zone),
        content=content,
        vault=vault,
        messenger=nothing,
        languages=CATALOG.languages,
        ways_in=WAYS_IN,
    )


async def replies(
    action: type[EnlaceAction], content: Content, facts: dict[str, Any]
) -> list[Reply]:
    said, _ = await action(toolbox_with(content)).act(heard(content, facts))
    return said


@pytest.mark.parametrize("phase", [None, *CONTENT.program.phases])
@given(answers=st.dictionaries(st.sampled_from(sorted(CONTENT.criteria)), ANSWERS), signs=SIGNS)
async def test_questions_and_outcomes(
    phase: str | None, answers: dict[str, str], signs: list[str]
) -> None:
    program = CONTENT.program.with_phase(phase)
    content = CONTENT.model_copy(update={"programs": {program.id: program}})
    facts = {**answers, "signs": signs}
    said = [
        *await replies(AskEligibility, content, facts),
        *await replies(GiveEligibilityOutcome, content, facts),
    ]
    assert said
    assert [text for reply in said for text in too_long(reply)] == []
