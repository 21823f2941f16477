"""What Rasa may have done: one action a file, thin, over services."""

from bot.actions.answer import Answer
from bot.actions.ask_eligibility import AskEligibility
from bot.actions.base import EnlaceAction
from bot.actions.change_language import ChangeLanguage
from bot.actions.delete_my_data import DeleteMyData
from bot.actions.forget_answers import ForgetAnswers
from bot.actions.give_eligibility_outcome import GiveEligibilityOutcome
from bot.actions.not_understood import NotUnderstood
from bot.actions.stop_messages import StopMessages
from bot.actions.take_note import TakeNote
from bot.actions.talk_to_person import TalkToPerson
from bot.actions.validate_eligibility import ValidateEligibility


def all_actions() -> tuple[type[EnlaceAction], ...]:
    """Every action of the domain."""
    return (
        Answer,
        AskEligibility,
        ChangeLanguage,
        DeleteMyData,
        ForgetAnswers,
        GiveEligibilityOutcome,
        NotUnderstood,
        StopMessages,
        TakeNote,
        TalkToPerson,
        ValidateEligibility,
    )
