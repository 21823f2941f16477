"""Twilio and Telegram played by one process, and the settings that fit them."""

import httpx

from bot.settings import Settings
from tests.harness.standin import StandinProcess

ADDRESS = "https://enlace.example.org"
SECRET_TOKEN = "a token that is never shown"
BOT_TOKEN = "5550177:a-token-that-is-never-shown"
ACCOUNT = "AC" + "7" * 32
SERVICE = "MG" + "3" * 32
NUMBER, WHATSAPP = "+13125550177", "+13125550178"


class Providers(StandinProcess):
    """The stand-ins; messages are brought to `ADDRESS`."""

    def __init__(self) -> None:
        super().__init__(
            NUMBER,
            f"whatsapp:{WHATSAPP}",
            webhook_url=f"{ADDRESS}/webhooks/twilio",
            account_sid=ACCOUNT,
            auth_token=SECRET_TOKEN,
            messaging_service_sid=SERVICE,
            telegram_token=BOT_TOKEN,
        )

    def settings(self, **other: str | None) -> Settings:
        """The settings that fit; `other` ones instead of them."""
        fitting = {
            "ENLACE_PUBLIC_URL": ADDRESS,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": SECRET_TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_SENDER": "10dlc_low",
            "TWILIO_WHATSAPP_FROM": WHATSAPP,
            "TWILIO_API_URL": self.base_url,
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_API_URL": self.base_url,
        }
        given = {name: value for name, value in {**fitting, **other}.items() if value is not None}
        return Settings(_env_file=None, **given)  # type: ignore[arg-type,call-arg]

    def set_webhook(self, url: str) -> None:
        """What the bot's webhook is at Telegram."""
        asked = f"{self.base_url}/bot{BOT_TOKEN}/setWebhook"
        httpx.post(asked, data={"url": url}, trust_env=False).raise_for_status()
