"""What our replies cost: the means of the table in docs/channels/twilio.md."""

import pytest

from benchmarks.segments import mean, played, texts
from bot.channels.twilio.segments import segments

MOST = {"en": 1.4, "es": 1.5}
"""Mean segments of a message."""


@pytest.mark.parametrize("language", sorted(MOST))
def test_messages_are_short_on_average(language: str) -> None:
    counts = [segments(text).count for _, text in texts(language)]
    assert len(counts) > 100
    assert mean(counts) <= MOST[language]


def test_so_are_replies_with_their_choices() -> None:
    assert mean([segments(text).count for text in played()]) <= MOST["en"]
