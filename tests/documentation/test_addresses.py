"""Every address the service answers at is in the operators' table, and the table names no other."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.application import Application
from bot.http import http_app
from bot.settings import ROOT, Settings

PAGE = (ROOT / "docs" / "operators.md").read_text("utf-8")
STAND_IN = ("/simulator/", "/2010-04-01/", "/v1/", "/v2/", "/bot{token}/")
"""Where the simulated phones and the stand-ins are; of these only the clock is for all."""
CONTRACT_IN_STAND_IN = "/simulator/clock"


@pytest.fixture
def served(tmp_path: Path) -> set[str]:
    """Every path of the service, its simulator included."""
    address = "http://127.0.0.1:8000"
    settings = Settings(
        ENLACE_SIMULATOR=True,
        ENLACE_CONTENT=ROOT / "content" / "demo",
        ENLACE_DATA_DIR=tmp_path,
        ENLACE_PUBLIC_URL=address,
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="0" * 32,
        TWILIO_FROM="+13125550100",
        TWILIO_API_URL=address,
        TELEGRAM_BOT_TOKEN="5550100:never-asked",
        TELEGRAM_API_URL=address,
    )
    application = Application(settings, "postgresql://localhost/never-asked")
    return set(paths(http_app(application).routes))


def paths(routes: Iterable[Any], prefix: str = "") -> Iterator[str]:
    """The paths of routes and of the routers among them."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is not None:
            yield from paths(router.routes, prefix)
        else:
            yield prefix + route.path


def documented() -> set[str]:
    return set(re.findall(r"`(?:GET|POST|DELETE|PUT) (/[^`\s]*)`", PAGE))


def test_every_address_is_documented(served: set[str]) -> None:
    ours = {
        path for path in served if not path.startswith(STAND_IN) or path == CONTRACT_IN_STAND_IN
    }
    assert ours - documented() == set()


def test_every_documented_address_is_served(served: set[str]) -> None:
    assert documented() - served == set()
