"""Makes Twilio's channels, and what their senders may do, from the settings."""

from collections.abc import Mapping

from bot.channels.twilio import medium, whatsapp
from bot.channels.twilio.rates import PER_SECOND
from bot.channels.twilio.sender import TwilioSms
from bot.channels.twilio.whatsapp import TwilioWhatsApp
from bot.conversation.allowance import Allowance
from bot.errors import SetupError
from bot.settings import Settings


def make_sms(settings: Settings, public_url: str) -> TwilioSms | None:
    """SMS, where Twilio and a sender are set up; raises `SetupError` where only one of them is."""
    credentials = _credentials(settings)
    if credentials is None:
        return None
    sender = _sms_sender(settings)
    if sender is None and settings.twilio_whatsapp_from:
        return None
    if sender is None:
        raise SetupError(
            "Twilio has credentials but no sender: set TWILIO_MESSAGING_SERVICE_SID, TWILIO_FROM "
            "or TWILIO_WHATSAPP_FROM."
        )
    return TwilioSms(*credentials, sender, _callback(public_url), settings.twilio_api_url)


def make_whatsapp(
    settings: Settings, public_url: str, openers: Mapping[str, str]
) -> TwilioWhatsApp | None:
    """WhatsApp, where Twilio and a WhatsApp sender are set up; `openers` are what opens a list."""
    credentials, number = _credentials(settings), settings.twilio_whatsapp_from
    if credentials is None or not number:
        return None
    return TwilioWhatsApp(
        *credentials,
        number,
        _callback(public_url),
        settings.twilio_api_url,
        openers if settings.twilio_whatsapp_buttons else {},
    )


def allowances(settings: Settings) -> dict[str, Allowance]:
    """What each sender may do, by channel."""
    kind = settings.twilio_sender
    per_second = settings.twilio_segments_per_second or (PER_SECOND[kind] if kind else None)
    return {
        medium.NAME: Allowance(
            per_second, settings.twilio_segments_per_day, settings.twilio_segment_price
        ),
        whatsapp.NAME: Allowance(whatsapp.PER_SECOND, window=whatsapp.WINDOW),
    }


def _credentials(settings: Settings) -> tuple[str, str] | None:
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        return None
    return settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()


def _sms_sender(settings: Settings) -> dict[str, str] | None:
    if settings.twilio_messaging_service_sid:
        return {"messaging_service_sid": settings.twilio_messaging_service_sid}
    return {"from_": settings.twilio_from} if settings.twilio_from else None


def _callback(public_url: str) -> str:
    return f"{public_url}/webhooks/twilio/status"
