"""What a worker takes while a provider is down or slow: no other channel notices."""

from contextlib import suppress

import pytest

from bot.errors import OutcomeUnknown, ProviderUnavailable
from bot.intake import Intake, provider_of
from bot.providers import FAILURES_IN_A_ROW, PROBE_SECONDS, Providers

TURN, SMS, TELEGRAM = "turn", "delivery:sms", "delivery:telegram"
LINE = "sms"


class RealTime:
    """Seconds, moved by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> RealTime:
    return RealTime()


@pytest.fixture
def providers(time: RealTime) -> Providers:
    return Providers(time)


@pytest.fixture
def intake(providers: Providers) -> Intake:
    return Intake({TURN: 2, SMS: 2, TELEGRAM: 2}, providers)


def run(intake: Intake, providers: Providers, queue: str, error: Exception | None = None) -> None:
    """A job from its beginning to its end."""
    assert queue in intake.open()
    intake.took(queue)
    with suppress(ProviderUnavailable), providers.watching(provider_of(queue)):
        if error:
            raise error
    intake.ended(queue)


def bring_down(intake: Intake, providers: Providers, queue: str) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        run(intake, providers, queue, ProviderUnavailable("cannot be reached"))


def test_a_slow_provider_fills_only_its_own_room(intake: Intake) -> None:
    intake.took(SMS)
    intake.took(SMS)
    assert intake.open() == (TURN, TELEGRAM)
    assert intake.ended(SMS), "whoever waits must hear of the room"
    assert SMS in intake.open()
    assert not intake.ended(SMS), "nobody was left out"


@pytest.mark.parametrize("error", [ProviderUnavailable("down"), OutcomeUnknown("500", 5.0)])
def test_a_dead_provider_is_asked_now_and_then_by_one(
    intake: Intake, providers: Providers, time: RealTime, error: ProviderUnavailable
) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        run(intake, providers, SMS, error)
    assert intake.open() == (TURN, TELEGRAM)
    time.seconds += PROBE_SECONDS
    assert SMS in intake.open()
    intake.took(SMS)
    assert SMS not in intake.open(), "a second one went before the first had told"
    with suppress(ProviderUnavailable), providers.watching(LINE):
        raise error
    intake.ended(SMS)
    assert SMS not in intake.open()


def test_the_first_that_goes_out_opens_the_line(
    intake: Intake, providers: Providers, time: RealTime
) -> None:
    bring_down(intake, providers, SMS)
    time.seconds += PROBE_SECONDS
    run(intake, providers, SMS)
    intake.took(SMS)
    assert SMS in intake.open()


def test_failures_between_successes_close_nothing(intake: Intake, providers: Providers) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        run(intake, providers, SMS, ProviderUnavailable("down"))
        run(intake, providers, SMS)
    assert SMS in intake.open()


def test_waiting_for_our_own_rate_is_no_failure(intake: Intake, providers: Providers) -> None:
    for _ in range(2 * FAILURES_IN_A_ROW):
        run(intake, providers, SMS, ProviderUnavailable("too many requests at once", 1.5))
    assert SMS in intake.open()


def test_all_that_goes_to_a_dead_provider_waits_the_line_too(
    intake: Intake, providers: Providers, time: RealTime
) -> None:
    assert providers.most(LINE, 5) == 5
    bring_down(intake, providers, SMS)
    assert providers.most(LINE, 5) == 0
    time.seconds += PROBE_SECONDS
    assert providers.most(LINE, 5) == 1
    with providers.watching(LINE):
        assert providers.most(LINE, 5) == 0
        assert SMS not in intake.open(), "one probe is enough"
    assert providers.most(LINE, 5) == 5
    assert SMS in intake.open()
