"""What is said of a session that took place already."""

from bot.actions.base import Heard, Toolbox
from bot.actions.form import Completion
from bot.actions.workshops.outcomes import look_further
from bot.actions.workshops.reminded import reminded_of
from bot.conversation.replies import Choice, Reply
from bot.conversation.workshops import session_args
from bot.store.models import WorkshopSession


def is_over(toolbox: Toolbox, workshop: WorkshopSession) -> bool:
    """Whether it did."""
    return workshop.ends_at <= toolbox.clock.now()


def over_reply(workshop: WorkshopSession, choices: tuple[Choice, ...] = ()) -> Reply:
    """When it was."""
    return Reply(key="workshops.is_over", args=session_args(workshop), choices=choices)


async def nothing_booked(toolbox: Toolbox, heard: Heard) -> Completion:
    """What is said where nothing is to come: to who was reminded, that it is over."""
    workshop = await reminded_of(toolbox, heard)
    if workshop and is_over(toolbox, workshop):
        return Completion([over_reply(workshop)], look_further())
    return Completion([Reply(key="workshops.nothing_booked")], look_further())
