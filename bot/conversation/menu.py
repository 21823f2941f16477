"""What the assistant offers to begin with, or when it does not know what is wanted."""

from bot.conversation.replies import Choice, Phrase

INTENTS = (
    "check_eligibility",
    "check_status",
    "find_workshops",
    "ask_courses",
    "ask_jobs",
    "talk_to_person",
)


def menu() -> tuple[Choice, ...]:
    """The main things residents come for, as choices."""
    return tuple(Choice(label=Phrase(key=f"menu.{intent}"), intent=intent) for intent in INTENTS)
