"""The Twilio stand-in in a process of its own, which outlives every part of the service."""

import subprocess
import sys
import time
from collections.abc import Mapping

import httpx

from tests.harness.service import free_port

ACCOUNT = "AC" + "1" * 32
TOKEN = "a token for tests"
NUMBER = "+13125550199"
WHATSAPP_NUMBER = "+13125550198"
TEMPLATE = "HX" + "1" * 32
"""The one that WhatsApp approved."""


class RunningStandin:
    """Plays Twilio for a service that will listen on `service_port`."""

    def __init__(self, service_port: int, behaviour: str = "{}") -> None:
        port = free_port()
        self.service_port = service_port
        self.base_url = f"http://127.0.0.1:{port}"
        options = {
            "--port": str(port),
            "--webhook-url": f"http://127.0.0.1:{service_port}/webhooks/twilio",
            "--account-sid": ACCOUNT,
            "--auth-token": TOKEN,
            "--number": NUMBER,
            "--behaviour": behaviour,
        }
        line = [word for option in options.items() for word in option]
        line += ["--number", f"whatsapp:{WHATSAPP_NUMBER}", "--template", TEMPLATE]
        self.process = subprocess.Popen([sys.executable, "-m", "bot.simulator", *line])

    @property
    def settings(self) -> Mapping[str, str]:
        """What the service must be told to use it."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": self.base_url,
        }

    def wait(self) -> "RunningStandin":
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
