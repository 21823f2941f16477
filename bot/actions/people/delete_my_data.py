"""`action_delete_my_data`: the resident wants their data erased; asked once, then done."""

from rasa_sdk.events import ActiveLoop, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.floor import ERASE_ASIDE, asked_aside
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import erasure
from bot.services.phrases import answer, plain
from bot.services.words import pattern

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
                return [Reply(key="erase.kept")], []
            case _:
                return [Reply(key=ERASE_ASIDE, choices=CHOICES)], []

    def _chosen(self, heard: Heard) -> str | None:
        """What they chose of the two; in other words only where the question is before them."""
        if heard.picked in (ERASE, KEEP):
            return heard.picked
        if asked_aside(heard) != "delete_my_data" or heard.doubtful:
            return None
        return ERASE if _agrees(heard) else KEEP


def _agrees(heard: Heard) -> bool:
    """Whether it can only be a yes: erasing cannot be undone."""
    sentences = plain(heard.text)
    if any(pattern("negators").search(sentence) for sentence in sentences):
        return False
    return answer(sentences) == "yes" or heard.intent in ("affirm", "delete_my_data")


def _nothing_known(heard: Heard) -> Events:
    return [SlotSet(name, None) for name, value in heard.slots.items() if value is not None]
