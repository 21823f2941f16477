"""The e-mail address that a license is for, read back before it is used."""

import re

from bot.actions.base import Heard
from bot.actions.field import Read, Taken, Told, Wrong
from bot.actions.licenses.fields import LicenseField, choice
from bot.conversation.replies import Reply
from bot.services.licenses import check_email
from bot.services.phrases import answer, plain
from bot.services.words import pattern

_SPELLED = re.compile(r"\b(at|arroba|dot|punto)\b")
"""An address as it is said, not written."""
_EMAIL = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+")


class Email(LicenseField):
    """Where the provider reaches them; kept encrypted, for as long as the form is open."""

    name = "email"
    why_key = "license.email.why"
    unknown_key = "license.email.needed"

    def is_needed(self, told: Told) -> bool:
        """Where it is for them."""
        return told.get("participant") != "no"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """An address anywhere in the message; to the question, whatever is meant for one."""
        found = _EMAIL.search(heard.text)
        if not found:
            return self._without_address(heard) if is_asked else None
        email = check_email(found[0])
        if email is None:
            return Wrong(Reply(key="license.email.wrong"))
        kept = told.get("email")
        if kept and self.address(kept) == email:
            return Taken(kept)
        return Taken(self.toolbox.vault.encrypt(email).decode())

    def _without_address(self, heard: Heard) -> Read:
        """What is meant for an address and is none; or that they have none."""
        said = plain(heard.text)
        if answer(said) is not None:
            return None
        is_spelled = any(_SPELLED.search(sentence) for sentence in said)
        if not is_spelled and any(pattern("negators").search(sentence) for sentence in said):
            return Wrong(Reply(key="license.email.needed"))
        return Wrong(Reply(key="license.email.wrong")) if heard.intent == "inform" else None

    def address(self, kept: str) -> str:
        """The address that is kept in the form."""
        return self.toolbox.vault.decrypt(kept.encode())

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question."""
        return [Reply(key="license.email.question", args={"provider": self.program.name})]


class EmailConfirmed(LicenseField):
    """Whether the address was understood."""

    name = "email_confirmed"
    depends_on = ("email",)

    def is_needed(self, told: Told) -> bool:
        """Where there is one."""
        return bool(told.get("email"))

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Yes or no, to the question only."""
        if not is_asked:
            return None
        said = heard.picked or answer(plain(heard.text))
        if said == "yes" or (said is None and heard.intent == "affirm"):
            return Taken(True)
        if said == "no" or (said is None and heard.intent == "deny"):
            return Taken(False)
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The address, read back."""
        email = self.toolbox.vault.decrypt(told["email"].encode())
        choices = (choice("choice.yes", "yes"), choice("choice.no", "no"))
        return [Reply(key="license.email.confirm", args={"email": email}, choices=choices)]
