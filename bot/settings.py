"""The settings of the service (design §5), declared once; from the environment or `.env`."""

import os
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where `content/`, `dialogues/`, `locales/` and `nlu/` are."""


PUBLIC_TELEGRAM = "https://api.telegram.org"


def closed_parent(path: Path) -> Path | None:
    """The first folder above `path` that other users of the machine may not enter, if any."""
    open_to_all = 0o005
    for parent in path.resolve().parents:
        if parent.exists() and parent.stat().st_mode & open_to_all != open_to_all:
            return parent
    return None


def default_data_dir() -> Path:
    """Where data lives when nobody says: in the checkout, or for root in `/var/lib`.

    Root's embedded PostgreSQL runs as a user of its own, who must be able to reach the folder; a
    checkout in a private home is not opened for that.
    """
    inside = ROOT / ".enlace"
    if hasattr(os, "geteuid") and os.geteuid() == 0 and closed_parent(inside):
        return Path("/var/lib") / f"enlace-{sha256(str(ROOT).encode()).hexdigest()[:8]}"
    return inside


ORIGIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?")
"""Scheme, host and perhaps port of a site; `:*` is any port, as Content Security Policy has it."""

WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What Telegram takes for one (https://core.telegram.org/bots/api#setwebhook)."""

SenderKind = Literal[
    "long_code",
    "10dlc_sole_proprietor",
    "10dlc_low_volume",
    "10dlc_low",
    "10dlc_medium",
    "10dlc_high",
    "toll_free",
    "short_code",
]
"""How a number is registered; `bot.channels.twilio.rates` has the rates."""


class Settings(BaseSettings):
    """Every setting, with its name in the environment, its default and what it is for."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    database_url: str | None = Field(
        None,
        alias="ENLACE_DATABASE_URL",
        description="PostgreSQL 15 or newer; unset: an embedded one in the data directory",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir,
        alias="ENLACE_DATA_DIR",
        description="folder of the embedded database, the secret key and the process lock",
    )
    public_url: str | None = Field(
        None,
        alias="ENLACE_PUBLIC_URL",
        description="address under which providers and residents reach this service",
    )
    secret_key: SecretStr | None = Field(
        None,
        alias="ENLACE_SECRET_KEY",
        description="encrypts and hashes addresses; unset: made once, kept in the data directory",
    )
    simulator: bool = Field(
        False, alias="ENLACE_SIMULATOR", description="1: the simulated phone and the movable clock"
    )
    content: Path = Field(
        ROOT / "content" / "chicago",
        alias="ENLACE_CONTENT",
        description="folder of the content pack: programs, rules, contacts of one city",
    )
    timezone: str | None = Field(
        None, alias="ENLACE_TIMEZONE", description="the city's zone; unset: the content pack's"
    )
    transcript_days: int = Field(
        180,
        ge=1,
        alias="ENLACE_TRANSCRIPT_DAYS",
        description="days for which messages are kept; what is older is erased",
    )
    rasa_url: str = Field(
        "http://127.0.0.1:5005", alias="ENLACE_RASA_URL", description="address of the Rasa server"
    )
    rasa_token: SecretStr | None = Field(
        None,
        alias="ENLACE_RASA_TOKEN",
        description="shared by Rasa and this service; unset: derived from the secret key",
    )
    actions_url: str = Field(
        "http://127.0.0.1:8000/internal/actions",
        alias="ENLACE_ACTIONS_URL",
        description="where Rasa calls our actions",
    )
    stop_ends: Literal["all", "topic"] = Field(
        "all",
        alias="ENLACE_STOP_ENDS",
        description="what STOP ends after a reminder or a campaign: all, or topic (that kind)",
    )
    widget_origins: str = Field(
        "",
        alias="ENLACE_WIDGET_ORIGINS",
        description=(
            "sites that may show the chat, separated by spaces: https://example.org; "
            "`:*` at the end for any port"
        ),
    )
    twilio_account_sid: str | None = Field(
        None, alias="TWILIO_ACCOUNT_SID", description="account of the SMS number"
    )
    twilio_auth_token: SecretStr | None = Field(
        None, alias="TWILIO_AUTH_TOKEN", description="signs webhooks, authorizes requests"
    )
    twilio_messaging_service_sid: str | None = Field(
        None, alias="TWILIO_MESSAGING_SERVICE_SID", description="sends SMS from a pool of numbers"
    )
    twilio_from: str | None = Field(
        None, alias="TWILIO_FROM", description="sends SMS from this number (E.164)"
    )
    twilio_whatsapp_from: str | None = Field(
        None, alias="TWILIO_WHATSAPP_FROM", description="sends WhatsApp from this number (E.164)"
    )
    twilio_whatsapp_buttons: bool = Field(
        True,
        alias="TWILIO_WHATSAPP_BUTTONS",
        description="0: choices on WhatsApp are numbers, as by SMS, not buttons and lists",
    )
    twilio_sender: SenderKind | None = Field(
        None,
        alias="TWILIO_SENDER",
        description=(
            "kind of the SMS sender, which tells its rate: long_code, 10dlc_sole_proprietor, "
            "10dlc_low_volume, 10dlc_low, 10dlc_medium, 10dlc_high, toll_free, short_code; "
            "unset: Twilio's queue alone keeps it"
        ),
    )
    twilio_segments_per_second: float | None = Field(
        None,
        alias="TWILIO_SEGMENTS_PER_SECOND",
        gt=0,
        description="rate of the SMS sender, where it is not the one of its kind",
    )
    twilio_segments_per_day: int | None = Field(
        None,
        alias="TWILIO_SEGMENTS_PER_DAY",
        gt=0,
        description="what carriers let the brand send a day; unset: no cap",
    )
    twilio_segment_price: Decimal = Field(
        Decimal("0.012"),
        alias="TWILIO_SEGMENT_PRICE",
        description="US dollars for a segment sent, carrier fees included; kept with each message",
    )
    twilio_handles_opt_out: bool = Field(
        True,
        alias="TWILIO_HANDLES_OPT_OUT",
        description="0: Twilio was told to leave STOP, START and HELP to us",
    )
    twilio_api_url: str = Field(
        "https://api.twilio.com",
        alias="TWILIO_API_URL",
        description="Twilio's API, a proxy or a simulator of it",
    )

    telegram_bot_token: SecretStr | None = Field(
        None, alias="TELEGRAM_BOT_TOKEN", description="the Telegram bot's token, from @BotFather"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None,
        alias="TELEGRAM_WEBHOOK_SECRET",
        description="what Telegram shows us with each update; unset: derived from the secret key",
    )
    telegram_api_url: str = Field(
        PUBLIC_TELEGRAM,
        alias="TELEGRAM_API_URL",
        description="Telegram's Bot API, a server of it of your own or a simulator",
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (KeyError, OSError) as error:
                raise ValueError(f"{value} is no time zone, such as America/Chicago") from error
        return value

    @field_validator("widget_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in value.split():
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is no origin, such as https://example.org")
        return value

    @field_validator("twilio_whatsapp_from")
    @classmethod
    def _without_prefix(cls, value: str | None) -> str | None:
        return value.removeprefix("whatsapp:") if value else value

    @field_validator("public_url", "rasa_url", "actions_url", "twilio_api_url", "telegram_api_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        """Without a slash at its end: paths are put behind it."""
        if value is not None and not _is_address(value):
            raise ValueError(f"{value} is no address, such as https://enlace.example.org")
        return value.rstrip("/") if value else value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _as_telegram_takes_it(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("it must be 1 to 256 letters without accents, digits, _ or -")
        return value

    def refuse_public_simulator(self) -> None:
        """Raises `SetupError` where the simulator is on while messages would really go out."""
        if self.simulator and self.twilio_api_url == "https://api.twilio.com":
            raise _public_while_simulated("TWILIO_API_URL")
        if self.simulator and self.telegram_bot_token and self.telegram_api_url == PUBLIC_TELEGRAM:
            raise _public_while_simulated("TELEGRAM_API_URL")


def _is_address(value: str) -> bool:
    """Whether paths may be put behind it: a scheme of the web, a host, and nothing to ask."""
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    is_plain = value.isprintable() and not any(mark in value for mark in " ?#")
    return parts.scheme in ("http", "https") and is_whole and is_plain


def _public_while_simulated(name: str) -> SetupError:
    return SetupError(
        f"ENLACE_SIMULATOR is on while {name} is the public service: set it to a simulator's "
        "address, or turn the simulator off."
    )
