"""What Rasa may have done: one action a file, thin, over services."""

from bot.actions.answer import Answer
from bot.actions.base import EnlaceAction, Toolbox
from bot.actions.courses.recommend_courses import RecommendCourses
from bot.actions.courses.tell_certificates import TellCertificates
from bot.actions.courtesies.change_language import ChangeLanguage
from bot.actions.courtesies.greet import Greet
from bot.actions.courtesies.help import Help
from bot.actions.courtesies.start_over import StartOver
from bot.actions.eligibility.ask import AskEligibility
from bot.actions.eligibility.give_outcome import GiveEligibilityOutcome
from bot.actions.eligibility.validate import ValidateEligibility
from bot.actions.form import Form
from bot.actions.licenses.check_license import CheckLicense
from bot.actions.licenses.renew_license import RenewLicense
from bot.actions.licenses.request_form import LicenseForm
from bot.actions.not_understood import NotUnderstood
from bot.actions.people.delete_my_data import DeleteMyData
from bot.actions.people.give_feedback import GiveFeedback
from bot.actions.people.stop_messages import StopMessages
from bot.actions.people.talk_to_person import TalkToPerson
from bot.actions.service.internet_problem_form import InternetProblemForm
from bot.actions.service.move_form import MoveForm
from bot.actions.share_bot import ShareBot
from bot.actions.status.form import StatusForm
from bot.actions.survey.survey_form import SurveyForm
from bot.actions.take_note import TakeNote
from bot.actions.tell_jobs import TellJobs
from bot.actions.workshops.answer_offer import AnswerOffer
from bot.actions.workshops.cancellation_form import CancellationForm
from bot.actions.workshops.reschedule_form import RescheduleForm
from bot.actions.workshops.tell_details import TellWorkshopDetails
from bot.actions.workshops.workshop_form import WorkshopForm

ACTIONS: tuple[type[EnlaceAction], ...] = (
    AnswerOffer,
    AskEligibility,
    ChangeLanguage,
    CheckLicense,
    DeleteMyData,
    GiveFeedback,
    GiveEligibilityOutcome,
    Greet,
    Help,
    NotUnderstood,
    RecommendCourses,
    RenewLicense,
    StartOver,
    ShareBot,
    StopMessages,
    TakeNote,
    TellJobs,
    TalkToPerson,
    TellCertificates,
    TellWorkshopDetails,
    ValidateEligibility,
)

FORMS: tuple[type[Form], ...] = (
    CancellationForm,
    LicenseForm,
    RescheduleForm,
    InternetProblemForm,
    MoveForm,
    StatusForm,
    SurveyForm,
    WorkshopForm,
)


def make_actions(toolbox: Toolbox) -> list[EnlaceAction]:
    """Every action of the domain, those of the forms among them."""
    forms = [form(toolbox) for form in FORMS]
    return [
        Answer(toolbox, {form.NAME: form for form in forms}),
        *(action(toolbox) for action in ACTIONS),
        *(action for form in forms for action in form.actions()),
    ]
