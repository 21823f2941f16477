"""`license_form`: asking for a license."""

from collections.abc import Sequence

from bot.actions.base import Heard
from bot.actions.field import Field, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.licenses.email_fields import Email, EmailConfirmed
from bot.actions.licenses.fields import (
    CourseField,
    Interest,
    LearningLanguage,
    PageShown,
    Participant,
    Skill,
)
from bot.actions.licenses.telling import (
    about,
    closed,
    granted_now,
    says_license,
    told,
    with_choices,
)
from bot.conversation.license_news import LicenseNews
from bot.conversation.questions import asks_what
from bot.conversation.replies import Reply
from bot.services import licenses
from bot.services.content import LicenseProgram
from bot.services.licenses import Asker, Standing

ASKED_AGAIN = ("email", "email_confirmed")


class LicenseForm(Form):
    """Says what a license is, recommends courses, and puts the request in line."""

    NAME = "license_form"
    COMPLETES = "action_request_license"
    INTENTS = frozenset({"request_license"})

    def make_fields(self) -> Sequence[Field]:
        """Its fields, of the pack's program."""
        program = self.toolbox.content.license
        if program is None:
            return ()
        toolbox = self.toolbox
        return (
            Participant(toolbox, program),
            Interest(toolbox, program),
            LearningLanguage(toolbox),
            Skill(toolbox, program),
            PageShown(toolbox),
            CourseField(toolbox, program),
            Email(toolbox, program),
            EmailConfirmed(toolbox, program),
        )

    async def begin(self, heard: Heard) -> Beginning:
        """What it is, unless they know; over at once where there is nothing to ask."""
        program = self.toolbox.content.license
        if program is None or program.requests == "closed" or await self._open(heard, program):
            return Beginning(is_over=True)
        if self.told(heard):
            return Beginning()
        return Beginning(replies=about(program))

    def about(self, heard: Heard) -> Sequence[Reply]:
        """What a license is: "q es eso de coursera"."""
        program = self.toolbox.content.license
        if program is None or not (asks_what(heard.text) and says_license(program, heard.text)):
            return ()
        return about(program)

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Asks for the license, or says why that is not possible."""
        program = self.toolbox.content.license
        if program is None:
            return Completion([Reply(key="license.no_program")])
        if program.requests == "closed":
            return Completion(closed(program))
        standing = await self._open(heard, program)
        if standing:
            return self._standing(program, standing)
        if told.get("participant") == "no" and program.participants:
            count = len(program.participants.refusal)
            keys = [f"content.licenses.{program.id}.refusal.{n}" for n in range(count)]
            return Completion([Reply(key=key) for key in keys])
        if not told.get("email_confirmed"):
            return Completion([Reply(key="license.email.again")], asks_again=ASKED_AGAIN)
        return await self._request(heard, told, program)

    async def _request(self, heard: Heard, told: Told, program: LicenseProgram) -> Completion:
        toolbox = self.toolbox
        asker = Asker(
            heard.conversation_id,
            heard.message_id,
            toolbox.vault.decrypt(told["email"].encode()),
            told.get("course"),
            is_participant=told.get("participant", "yes") == "yes",
        )
        now, zone = toolbox.clock.now(), toolbox.zone
        async with toolbox.database.transaction() as session:
            requested = await licenses.request(session, toolbox.vault, program, asker, now, zone)
            await LicenseNews(toolbox.messenger, program, zone).tell(session, requested.others)
            standing = await licenses.of_resident(
                session, program, heard.conversation_id, now, zone
            )
        if requested.outcome == "email_taken" or standing is None:
            return Completion([Reply(key="license.email.taken")], asks_again=ASKED_AGAIN)
        ended = self._standing(program, standing)
        if standing.state == "granted":  # at once, where the pool needs nobody's approval
            return Completion([granted_now(program, standing)], next_step=ended.next_step)
        return ended

    def _standing(self, program: LicenseProgram, standing: Standing) -> Completion:
        reply = told(program, standing)
        next_step = with_choices(Reply(key="license.what_next"), self.toolbox.content, standing)
        return Completion([reply], next_step=next_step)

    async def _open(self, heard: Heard, program: LicenseProgram) -> Standing | None:
        """Where their license stands, if they have one that is open."""
        async with self.toolbox.database.transaction() as session:
            standing = await licenses.of_resident(
                session, program, heard.conversation_id, self.toolbox.clock.now(), self.toolbox.zone
            )
        return standing if standing and standing.is_open else None
