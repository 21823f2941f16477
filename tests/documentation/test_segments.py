"""The table of segments in docs/channels/twilio.md is of today's texts, or near enough."""

import re

import pytest

from benchmarks.segments import rows
from bot.settings import ROOT

PAGE = (ROOT / "docs" / "channels" / "twilio.md").read_text("utf-8")
RENEW = "run `.tools/bin/uv run python -m benchmarks.segments` and put its table into the page"
NEAR = 0.05
"""Of the count, and of the mean: a few new texts make no new table."""


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row[0])
def test_the_table_is_current(row: tuple[str, list[int]]) -> None:
    name, counts = row
    found = re.search(rf"^\| {re.escape(name)} \| (\d+) \|.*\| ([\d.]+) \|$", PAGE, re.MULTILINE)
    assert found, RENEW
    assert int(found[1]) == pytest.approx(len(counts), rel=NEAR), RENEW
    assert float(found[2]) == pytest.approx(sum(counts) / len(counts), abs=NEAR), RENEW
