"""The service with every channel set up, its providers at an address where nobody is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.application import Application
from bot.settings import ROOT, Settings
from tests.harness.entrance import (
    ACCOUNT,
    ADDRESS,
    BOT_TOKEN,
    NUMBER,
    TELEGRAM_SECRET,
    TWILIO_TOKEN,
    WHATSAPP_NUMBER,
    Entrance,
)


@pytest.fixture
async def entrance(postgres_url: str, tmp_path: Path) -> AsyncIterator[Entrance]:
    settings: dict[str, Any] = {
        "ENLACE_SIMULATOR": True,
        "ENLACE_CONTENT": ROOT / "content" / "demo",
        "ENLACE_DATA_DIR": tmp_path,
        "ENLACE_PUBLIC_URL": ADDRESS,
        "TWILIO_ACCOUNT_SID": ACCOUNT[0],
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_WHATSAPP_FROM": WHATSAPP_NUMBER,
        "TWILIO_API_URL": ADDRESS,
        "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "TELEGRAM_API_URL": ADDRESS,
    }
    application = Application(Settings(**settings), postgres_url)
    yield Entrance(application)
    await application.close()
