"""The code that was sent to the phone on file."""

import re

from bot.actions.base import Heard
from bot.actions.field import Field, Read, Taken, Told, Wrong
from bot.actions.status.proof import send_code
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import verification
from bot.services.phrases import plain
from bot.services.verification import Try
from bot.services.words import pattern

RESEND = "resend"
_CODE = re.compile(r"(?<![\d-])(?:\d[ -]?){5}\d(?![\d-])")
_DIGITS = re.compile(r"\d{3,}")


class Code(Field):
    """Told as true once a code was right; the digits are kept nowhere but in what was written.

    That stays in the transcript and in Rasa's tracker: by then the code works no more.
    """

    name = "code"
    depends_on = ("reference",)
    why_key = "status.why_code"
    unknown_key = "status.code_unknown"

    def is_needed(self, told: Told) -> bool:
        """For an application that is not the resident's by the phone they write from."""
        return bool(told.get("reference")) and not told["reference"]["is_proved"]

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Whether the six digits are right; a new code where that is asked for."""
        if not is_asked:
            return None
        found = _CODE.search(heard.text)
        if found:
            return await self._tried(heard, re.sub(r"\D", "", found[0]))
        if _wants_another(heard):
            return await self._sent_again(heard, told)
        if _DIGITS.search(heard.text) and not heard.entities.get("reference"):
            return Wrong(Reply(key="status.code_has_six_digits"))
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The code, with what to do where none comes; after a wrong one, it is not told again."""
        written = told["reference"]["written"]
        another = Phrase(key="status.choice_resend")
        return [
            Reply(
                key="status.code_again" if _is_try(heard, written) else "status.code_asked",
                args={} if _is_try(heard, written) else {"reference": written},
                choices=(
                    Choice(label=another, intent="inform", entities={"option": RESEND}),
                    Choice(label=Phrase(key="menu.talk_to_person"), intent="talk_to_person"),
                ),
            )
        ]

    async def _tried(self, heard: Heard, digits: str) -> Read:
        toolbox = self.toolbox
        async with toolbox.database.transaction() as session:
            tried = await verification.try_code(
                session,
                toolbox.vault,
                heard.conversation_id,
                heard.message_id,
                digits,
                toolbox.clock.now(),
            )
        return Taken(True) if tried.outcome == "right" else Wrong(_refusal(tried))

    async def _sent_again(self, heard: Heard, told: Told) -> Read:
        async with self.toolbox.database.transaction() as session:
            sent = await send_code(self.toolbox, session, heard, told["reference"]["written"])
        return Wrong(Reply(key="status.code_sent_again" if sent else "status.too_many_codes"))


def _is_try(heard: Heard, reference: str) -> bool:
    """Whether a message has digits that are not those of the reference itself."""
    return bool(_DIGITS.search(heard.text.upper().replace(reference, "")))


def _wants_another(heard: Heard) -> bool:
    if heard.picked == RESEND:
        return True
    return any(pattern("send_again").search(sentence) for sentence in plain(heard.text))


def _refusal(tried: Try) -> Reply:
    if tried.outcome == "wrong":
        key = "status.code_wrong" if tried.left > 1 else "status.code_wrong_last"
        return Reply(key=key, args={"left": tried.left} if tried.left > 1 else {})
    return Reply(key=f"status.code_{tried.outcome}")
