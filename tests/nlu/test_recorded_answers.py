"""What was answered to a message is found again, also where it held two wishes."""

from typing import Any

from rasa.shared.core.events import ActiveLoop, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from server.input_channel import recorded_answer


def heard(intent: str, message_id: str, **metadata: Any) -> Event:
    return UserUttered(
        intent, {"name": intent}, [], metadata={"message_id": message_id, **metadata}
    )


def said(key: str) -> Event:
    return BotUttered(data={"custom": {"key": key}})


def answered(message_id: str, *events: Event) -> tuple[list[str], bool] | None:
    tracker = DialogueStateTracker.from_events("someone", list(events), slots=[])
    answer = recorded_answer(tracker, message_id)
    if answer is None:
        return None
    return [reply["key"] for reply in answer["replies"]], answer.get("other_waits", False)


BEFORE = (heard("greet", "0"), said("hello"))
COST = (heard("ask_cost", "1", left="do i qualify"), said("cost"), said("cost.2"))
CLASSES = (
    heard("find_workshops", "1", left="do i qualify"),
    ActiveLoop("workshop_form"),
    said("found"),
    said("which"),
)
SCREENER = (heard("check_eligibility", "1"), ActiveLoop("eligibility_form"), said("cps"))


def test_one_wish() -> None:
    assert answered("0", *BEFORE, *SCREENER) == (["hello"], False)
    assert answered("1", *BEFORE, *SCREENER) == (["cps"], False)
    assert answered("2", *BEFORE, *SCREENER) is None


def test_two_wishes_are_one_answer() -> None:
    assert answered("1", *BEFORE, *COST, *SCREENER) == (["cost", "cost.2", "cps"], False)
    assert answered("0", *BEFORE, *COST, *SCREENER) == (["hello"], False)


def test_a_form_that_waits_keeps_its_question() -> None:
    assert answered("1", *BEFORE, *CLASSES, *SCREENER) == (["found", "cps"], True)


def test_half_an_answer_is_none() -> None:
    assert answered("1", *BEFORE, *COST) is None
