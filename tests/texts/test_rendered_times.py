"""A time that ends in a full stop, put into a sentence that does, brings one full stop."""

from zoneinfo import ZoneInfo

import pytest

from bot.conversation.catalog import Catalog
from bot.conversation.replies import Reply
from bot.services.content import load
from bot.settings import ROOT

CONTENT = load(ROOT / "content" / "demo")
CATALOG = Catalog(CONTENT.texts(), ZoneInfo(CONTENT.city.time_zone))
OPENS = "2026-11-23T13:30:00+00:00"


@pytest.mark.parametrize("key", ["person.phone_open", "person.phone_closed", "person.already"])
@pytest.mark.parametrize("language", CATALOG.languages)
def test_one_full_stop(key: str, language: str) -> None:
    args = {"contact": "311.", "day": {"$day": OPENS}, "time": {"$time": OPENS}}
    text = CATALOG[language].text(Reply(key=key, args=args))
    assert ".." not in text
    assert text.endswith(".")
    assert "7:30" in text
