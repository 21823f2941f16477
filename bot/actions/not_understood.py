"""`action_not_understood`: a message that fits nothing; never twice the same dead end."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.service.reporting import how_long
from bot.conversation.menu import menu
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import cases


class NotUnderstood(EnlaceAction):
    """First asks for other words, then offers the menu, then a person (recorded for staff).

    Where two readings are close, it asks which of them is meant. Who begins with signs alone ("😀")
    wishes nothing yet, and is greeted.
    """

    NAME = "action_not_understood"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Counts the failures in a row, this one included, to know which it is."""
        if about_case := await how_long(self.toolbox, heard):
            return [about_case], []
        if heard.readings:
            return [Reply(key="which", choices=_which(heard.readings))], []
        has_words = any(map(str.isalnum, heard.text))
        if not has_words and _is_first(heard.events):
            return [Reply(key="greet", choices=menu())], []
        failures = failures_before(heard.events) + 1
        place = "not_understood_in_form" if heard.active_form else "not_understood"
        if failures == 1:
            elsewhere = self.toolbox.content.answer(heard.intent)  # who helps with other things
            keys = (has_words and elsewhere) or [f"{place}.first"]
            return [Reply(key=key) for key in keys], []
        if failures == 2:
            choices = () if heard.active_form else menu()
            return [Reply(key=f"{place}.second", choices=choices)], []
        await self._call_a_person(heard)
        return [Reply(key="not_understood.person")], []

    async def _call_a_person(self, heard: Heard) -> None:
        async with self.toolbox.database.transaction() as session:
            await cases.open_case(
                session,
                heard.conversation_id,
                heard.message_id,
                "not_understood",
                self.toolbox.clock.now(),
            )


def _is_first(events: Events) -> bool:
    return len([event for event in events if event["event"] == "user"]) <= 1


def _which(readings: tuple[str, ...]) -> tuple[Choice, ...]:
    return (
        *(Choice(label=Phrase(key=f"which.{intent}"), intent=intent) for intent in readings),
        Choice(label=Phrase(key="which.other"), intent="help"),
    )


def failures_before(events: Events) -> int:
    """How many messages just before the latest one were not understood, one after another."""
    failures = 0
    failed = False
    seen_latest = False
    for event in reversed(events):
        if event["event"] == "action" and event["name"] == NotUnderstood.NAME:
            failed = True
        if event["event"] != "user":
            continue
        if seen_latest and not failed:
            break
        failures += failed and seen_latest
        seen_latest, failed = True, False
    return failures
