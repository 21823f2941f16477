"""Phones that text the service: Twilio's inbound webhook, built, signed and posted.

Parameters: https://www.twilio.com/docs/messaging/guides/webhook-request.
"""

from dataclasses import dataclass

import httpx

from bot.simulator.account import WHATSAPP
from bot.simulator.errors import WEBHOOK_ANSWER_INVALID, WEBHOOK_FAILED
from bot.simulator.messages import API_VERSION, Button, Message, new_sid
from bot.simulator.optout import keyword
from bot.simulator.posting import webhook_client
from bot.simulator.signing import post_signed
from bot.simulator.state import Standin

_ANSWER_TYPES = ("", "text/xml", "application/xml", "text/html", "text/plain")


@dataclass(frozen=True, slots=True)
class Phone:
    """An invented phone and its owner; ``number`` is E.164, ``zip_code`` what Twilio guesses."""

    number: str
    name: str
    zip_code: str = "60623"


PHONES = (
    Phone("+13125550101", "Ana"),
    Phone("+13125550102", "Marcus", "60644"),
    Phone("+13125550103", "Lupita", "60632"),
    Phone("+13125550104", "Denise", "60621"),
    Phone("+13125550105", "Joaquín", "60639"),
)
"""Phones to choose from where nobody names others."""


class PhoneNetwork:
    """Carries texts from phones to the service's webhook.

    ``webhook_url`` is what the signature covers, so the address the service believes it has;
    ``api_url`` is where the service may fetch pictures from.
    """

    def __init__(
        self,
        standin: Standin,
        webhook_url: str,
        *,
        client: httpx.AsyncClient | None = None,
        api_url: str = "https://api.twilio.com",
    ) -> None:
        self.standin = standin
        self._webhook_url = webhook_url
        self._client = client or webhook_client()
        self._api_url = api_url.rstrip("/")

    async def text(
        self,
        phone: str,
        text: str,
        *,
        picture: bool = False,
        place: bool = False,
        zip_code: str = "",
    ) -> Message:
        """Send a text from a phone (E.164, or ``whatsapp:`` and E.164) and wait for the webhook.

        A webhook that fails leaves its error code on the message, as in Twilio's debugger.
        """
        message = self._write(phone, text, picture)
        message.is_place = place
        self.standin.add(message)
        self._hear(message)
        form = self._form(message, zip_code)
        for _ in range(self.standin.behaviour.repeat_webhook):
            await self._post(message, form)
        return message

    async def tap(self, phone: str, message: Message, button: Button) -> Message:
        """Tap a button, or an item of a list, of a message; the webhook is waited for."""
        tapped = self._write(phone, button.title, picture=False)
        self.standin.add(tapped)
        form = self._form(tapped, "") | _taps(message, button)
        for _ in range(self.standin.behaviour.repeat_webhook):
            await self._post(tapped, form)
        return tapped

    def _write(self, phone: str, text: str, picture: bool) -> Message:
        return Message(
            sid=new_sid("MM" if picture else "SM"),
            direction="inbound",
            from_=phone,
            to=self.standin.account.sender(phone.startswith(WHATSAPP)),
            body=text,
            created=self.standin.now(),
            status="received",
            service_sid=self._service(phone),
            pictures=int(picture),
        )

    def _service(self, phone: str) -> str | None:
        whatsapp = phone.startswith(WHATSAPP)
        return None if whatsapp else self.standin.account.messaging_service_sid

    def _hear(self, message: Message) -> None:
        """Let Twilio itself act on STOP and its kin, and answer them."""
        if message.from_ is None or message.from_.startswith(WHATSAPP):
            return
        sender = message.service_sid or message.to
        answer = self.standin.optouts.hear(sender, message.from_, message.body)
        if answer and self.standin.behaviour.automatic_replies:
            self._answer(message, answer)

    def _answer(self, message: Message, body: str) -> None:
        now = self.standin.now()
        self.standin.add(
            Message(
                sid=new_sid("SM"),
                direction="outbound-reply",
                from_=message.to,
                to=message.from_ or "",
                body=body,
                created=now,
                sent=now,
                status="delivered",
            )
        )

    def _form(self, message: Message, zip_code: str) -> dict[str, str]:
        form = {
            "AccountSid": self.standin.account.sid,
            "ApiVersion": API_VERSION,
            "Body": message.body,
            "From": message.from_ or "",
            "MessageSid": message.sid,
            "NumMedia": str(message.pictures),
            "NumSegments": str(message.segments),
            "SmsMessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "To": message.to,
        }
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        if (word := keyword(message.body)) and self.standin.behaviour.advanced_opt_out:
            form["OptOutType"] = word
        place = {"Latitude": "41.88", "Longitude": "-87.63"} if message.is_place else {}
        return form | place | self._origin(message, zip_code) | self._media(message)

    def _origin(self, message: Message, zip_code: str) -> dict[str, str]:
        number = message.from_ or ""
        if number.startswith(WHATSAPP):
            return {"WaId": number.removeprefix(f"{WHATSAPP}+"), "ProfileName": "Simulator"}
        places = {"City": "CHICAGO", "State": "IL", "Country": "US"}
        origin = {f"{end}{key}": value for end in ("From", "To") for key, value in places.items()}
        return origin | {"FromZip": zip_code, "ToZip": "60602"}

    def _media(self, message: Message) -> dict[str, str]:
        if not message.pictures:
            return {}
        account = f"{self._api_url}/{API_VERSION}/Accounts/{self.standin.account.sid}"
        return {
            "MediaUrl0": f"{account}/Messages/{message.sid}/Media/{new_sid('ME')}",
            "MediaContentType0": "image/png",
        }

    async def _post(self, message: Message, form: dict[str, str]) -> None:
        headers = {"I-Twilio-Idempotency-Token": message.sid}
        token = self.standin.account.token
        try:
            answer = await post_signed(self._client, self._webhook_url, form, token, headers)
        except httpx.HTTPError:
            self.standin.change(message, "received", WEBHOOK_FAILED)
            return
        if not answer.is_success:
            self.standin.change(message, "received", WEBHOOK_FAILED)
        elif answer.content and _media_type(answer) not in _ANSWER_TYPES:
            self.standin.change(message, "received", WEBHOOK_ANSWER_INVALID)


def _taps(message: Message, button: Button) -> dict[str, str]:
    """What a tap adds to the webhook's parameters."""
    told = {
        "OriginalRepliedMessageSid": message.sid,
        "OriginalRepliedMessageSender": message.from_ or "",
    }
    if message.offer and message.offer.kind == "list_picker":
        return {
            **told,
            "MessageType": "interactive",
            "ListId": button.id,
            "ListTitle": button.title,
        }
    return {
        **told,
        "MessageType": "button",
        "ButtonPayload": button.id,
        "ButtonText": button.title,
    }


def _media_type(answer: httpx.Response) -> str:
    content_type: str = answer.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()
