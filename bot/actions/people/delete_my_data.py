"""`action_delete_my_data`: the resident wants their data erased; asked once, then done."""

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import erasure
from bot.services.phrases import answer, plain
from bot.services.words import pattern

ASK = "erase.ask"
ERASE, KEEP = "erase", "keep"
CHOICES = tuple(
    Choice(
        label=Phrase(key=f"erase.{option}"), intent="delete_my_data", entities={"option": option}
    )
    for option in (ERASE, KEEP)
)


class DeleteMyData(EnlaceAction):
    """Says what is erased and asks whether to; a yes has it done, a no leaves all as it was."""

    NAME = "action_delete_my_data"

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Asks, or does what they chose."""
        match self._chosen(heard):
            case "erase":
                async with self.toolbox.database.transaction() as session:
                    await erasure.request(session, heard.conversation_id, self.toolbox.clock.now())
                return [Reply(key="erase.done")], [ActiveLoop(None), *_nothing_known(heard)]
            case "keep":
                form = heard.active_form
                return [Reply(key="erase.kept")], [FollowupAction(form)] if form else []
            case _:
                return [Reply(key=ASK, choices=CHOICES)], []

    def _chosen(self, heard: Heard) -> str | None:
        """What they chose of the two; in other words only where the question is before them."""
        for option in heard.entities.get("option", []):
            if option in (ERASE, KEEP):
                return option
        if not is_asked(heard):
            return None
        return ERASE if _agrees(heard) else KEEP


def is_asked(heard: Heard) -> bool:
    """Whether the last thing said before this message was the question whether to erase."""
    seen_latest = False
    for event in reversed(heard.events):
        if event["event"] == "user":
            if seen_latest:
                return False
            seen_latest = True
        elif event["event"] == "bot" and seen_latest:
            said = (event.get("data") or {}).get("custom") or {}
            return bool(said.get("key") == ASK)
    return False


def _agrees(heard: Heard) -> bool:
    """Whether it can only be a yes: erasing cannot be undone."""
    sentences = plain(heard.text)
    if any(pattern("negators").search(sentence) for sentence in sentences):
        return False
    return answer(sentences) == "yes" or heard.intent in ("affirm", "delete_my_data")


def _nothing_known(heard: Heard) -> Events:
    return [SlotSet(name, None) for name, value in heard.slots.items() if value is not None]
