"""Twilio and Telegram played by one process, and the settings that fit them."""

import subprocess
import sys
import time

import httpx

from bot.settings import Settings
from tests.harness.service import free_port

ADDRESS = "https://enlace.example.org"
SECRET_TOKEN = "a token that is never shown"
BOT_TOKEN = "5550177:a-token-that-is-never-shown"
SERVICE = "MG" + "3" * 32
NUMBER, WHATSAPP = "+13125550177", "+13125550178"


class Providers:
    """The stand-ins; messages are brought to `ADDRESS`."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        options = {
            "--port": str(port),
            "--webhook-url": f"{ADDRESS}/webhooks/twilio",
            "--account-sid": "AC" + "7" * 32,
            "--auth-token": SECRET_TOKEN,
            "--messaging-service-sid": SERVICE,
            "--telegram-token": BOT_TOKEN,
        }
        line = [word for option in options.items() for word in option]
        numbers = ["--number", NUMBER, "--number", f"whatsapp:{WHATSAPP}"]
        self.process = subprocess.Popen([sys.executable, "-m", "bot.simulator", *line, *numbers])

    def settings(self, **other: str | None) -> Settings:
        """The settings that fit; `other` ones instead of them."""
        fitting = {
            "ENLACE_PUBLIC_URL": ADDRESS,
            "TWILIO_ACCOUNT_SID": "AC" + "7" * 32,
            "TWILIO_AUTH_TOKEN": SECRET_TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_SENDER": "10dlc_low",
            "TWILIO_WHATSAPP_FROM": WHATSAPP,
            "TWILIO_API_URL": self.url,
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_API_URL": self.url,
        }
        given = {name: value for name, value in {**fitting, **other}.items() if value is not None}
        return Settings(_env_file=None, **given)  # type: ignore[arg-type,call-arg]

    def wait(self) -> "Providers":
        for _ in range(300):
            try:
                httpx.get(f"{self.url}/simulator/behaviour", trust_env=False)
            except httpx.ConnectError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the stand-ins do not listen")

    def behave(self, **behaviour: object) -> None:
        """How Twilio misbehaves from now on; see bot/simulator/behaviour.py."""
        url = f"{self.url}/simulator/behaviour"
        httpx.put(url, json=behaviour, trust_env=False).raise_for_status()

    def set_webhook(self, url: str) -> None:
        """What the bot's webhook is at Telegram."""
        asked = f"{self.url}/bot{BOT_TOKEN}/setWebhook"
        httpx.post(asked, data={"url": url}, trust_env=False).raise_for_status()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
