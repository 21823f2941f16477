"""When a message is asked about instead of guessed."""

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from server.readings import MARGIN, UNDECIDED, WISHES, undecided

DOMAIN = Path(__file__).parents[2] / "dialogues" / "domain.yml"


def parsed(*ranking: tuple[str, float]) -> dict[str, Any]:
    readings = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    return {"text": "…", "intent": readings[0], "entities": [], "intent_ranking": readings}


def test_two_close_wishes_are_asked_about() -> None:
    found = undecided(
        parsed(("renew_license", 0.45), ("check_license", 0.46 - MARGIN), ("greet", 0.1))
    )
    assert found["intent"]["name"] == UNDECIDED
    assert found["readings"] == ["renew_license", "check_license"]


@pytest.mark.parametrize(
    "ranking",
    [
        (("renew_license", 0.7), ("check_license", 0.69 - MARGIN)),
        (("renew_license", 0.4), ("out_of_scope", 0.39)),
        (("inform", 0.4), ("check_license", 0.39)),
        ((UNDECIDED, 0.3), ("renew_license", 0.12), ("check_license", 0.11)),
    ],
    ids=["clear", "perhaps no wish of ours", "perhaps an answer", "too unsure for either"],
)
def test_all_else_stays_as_it_was_read(ranking: tuple[tuple[str, float], ...]) -> None:
    given = parsed(*ranking)
    assert undecided(given) == given


def test_only_intents_are_asked_about() -> None:
    assert set(Domain.load(str(DOMAIN)).intents) >= WISHES
