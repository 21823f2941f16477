"""The Twilio account the stand-in plays."""

from dataclasses import dataclass

WHATSAPP = "whatsapp:"
"""Prefix of a WhatsApp address; without it an address is a phone number in E.164."""


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials and senders of one account.

    ``numbers`` are E.164, or ``whatsapp:`` and E.164. A Messaging Service, where its id
    (``MG`` and 32 hexadecimal digits) is given, sends from all the plain ones among them.
    """

    sid: str
    token: str
    numbers: tuple[str, ...]
    messaging_service_sid: str | None = None
    webhook: str = ""
    """Where incoming messages are brought, as the console shows it."""
    templates: frozenset[str] = frozenset()
    """Ids of the contents that WhatsApp approved (``HX`` and 32 hexadecimal digits)."""

    def sender(self, whatsapp: bool) -> str:
        """The first number of a kind.

        Raises:
            LookupError: the account has none of that kind.
        """
        for number in self.numbers:
            if number.startswith(WHATSAPP) == whatsapp:
                return number
        raise LookupError("The simulated account has no number of that kind.")
