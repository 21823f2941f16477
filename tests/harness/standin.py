"""The providers' stand-ins in a process of their own, which outlives every part of the service."""

import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Self

import httpx

from tests.harness.service import free_port

ACCOUNT = "AC" + "1" * 32
TOKEN = "a token for tests"
NUMBER = "+13125550199"
WHATSAPP_NUMBER = "+13125550198"
TEMPLATE = "HX" + "1" * 32
"""The one that WhatsApp approved."""


class StandinProcess:
    """Plays Twilio for some numbers, and Telegram where the options name a bot."""

    def __init__(self, *numbers: str, **options: str) -> None:
        """Of `python -m bot.simulator`, without their dashes."""
        port = free_port()
        self.base_url = f"http://127.0.0.1:{port}"
        line = [sys.executable, "-m", "bot.simulator", "--port", str(port)]
        for number in numbers:
            line += ["--number", number]
        for name, value in options.items():
            line += [f"--{name.replace('_', '-')}", value]
        self.process = subprocess.Popen(line)

    def wait(self) -> Self:
        """Waits until it listens."""
        for _ in range(300):
            try:
                httpx.get(f"{self.base_url}/simulator/behaviour", trust_env=False)
            except httpx.ConnectError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the stand-in does not listen")

    def behave(self, **behaviour: object) -> None:
        """Sets how it misbehaves from now on; see bot/simulator/behaviour.py."""
        url = f"{self.base_url}/simulator/behaviour"
        httpx.put(url, json=behaviour, trust_env=False).raise_for_status()

    def stop(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.wait()


class RunningStandin(StandinProcess):
    """Plays Twilio for a service that will listen on `service_port`."""

    def __init__(self, service_port: int, behaviour: str = "{}") -> None:
        self.service_port = service_port
        super().__init__(
            NUMBER,
            f"whatsapp:{WHATSAPP_NUMBER}",
            webhook_url=f"http://127.0.0.1:{service_port}/webhooks/twilio",
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            behaviour=behaviour,
            template=TEMPLATE,
        )

    @property
    def settings(self) -> Mapping[str, str]:
        """What the service must be told to use it."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": self.base_url,
        }
