"""A content pack as a whole, and every text in it by its key."""

from collections.abc import Iterator
from functools import cached_property

from pydantic import Field

from bot.services.content.campaigns import Campaigns
from bot.services.content.courses import Course, LicenseProgram, Topic
from bot.services.content.jobs import JobHelp
from bot.services.content.models import (
    Alternative,
    Answer,
    City,
    Contact,
    Criterion,
    Mention,
    Message,
    NextSteps,
    Part,
    Phase,
    Program,
    Sign,
    Values,
    WorkshopKind,
)
from bot.services.content.places import NOWHERE, Places
from bot.services.content.reminders import ReminderKind, Reminders
from bot.services.content.surveys import Survey
from bot.services.content.templates import ApprovedTemplate
from bot.services.phrases import corrected, plain, vocabulary_of
from bot.services.words import whole


class Content(Part):
    """Everything one content pack holds."""

    city: City
    programs: dict[str, Program]
    answers: dict[str, Answer] = Field(default_factory=dict)
    alternatives: dict[str, Alternative] = Field(default_factory=dict)
    contacts: dict[str, Contact] = Field(default_factory=dict)
    distress: dict[Sign, Message] = Field(default_factory=dict)
    workshops: dict[str, WorkshopKind] = Field(default_factory=dict)
    courses: dict[str, Course] = Field(default_factory=dict)
    jobs: dict[str, JobHelp] = Field(default_factory=dict)
    licenses: dict[str, LicenseProgram] = Field(default_factory=dict)
    surveys: dict[str, Survey] = Field(default_factory=dict)
    templates: dict[str, ApprovedTemplate] = Field(default_factory=dict)
    topics: dict[str, Topic] = Field(default_factory=dict)
    places: Places = NOWHERE
    reminders: Reminders = Reminders()
    campaigns: Campaigns = Campaigns()

    @cached_property
    def program(self) -> Program:
        """The program households are screened for: the first of the pack."""
        return next(iter(self.programs.values()))

    @cached_property
    def license(self) -> LicenseProgram | None:
        """The licenses residents ask for: the first program of the pack, if it has any."""
        return next(iter(self.licenses.values()), None)

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion of every program, by id."""
        return {k: v for program in self.programs.values() for k, v in program.criteria.items()}

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every way of speaking of any criterion, in every language."""
        return [
            mention
            for criterion in self.criteria.values()
            for mentions in criterion.mentions.values()
            for mention in mentions
        ]

    def answer(self, intent: str) -> list[str]:
        """Keys of the messages that answer an intent in the phase in force; none where unknown."""
        answer = self.answers.get(intent)
        if answer is None:
            return []
        phase = self.program.in_force
        if phase in answer.in_phase:
            count = len(answer.in_phase[phase])
            return [f"content.answers.{intent}.{phase}.{n}" for n in range(count)]
        return [f"content.answers.{intent}.{n}" for n in range(len(answer.default))]

    def alternatives_for(self, signs: list[str]) -> list[str]:
        """Keys of the other ways to get online, those the named public aid fits first."""
        offered = [(k, v) for k, v in self.alternatives.items() if v.kind != "ended"]
        offered.sort(key=lambda item: not set(signs) & set(item[1].signs))
        return [f"content.alternatives.{key}" for key, _ in offered]

    def texts(self) -> dict[str, dict[str, str]]:
        """Every text a resident may see: key -> language -> text."""
        return {f"content.{key}": text for key, text in self._texts()}

    def messages(self) -> dict[str, Message]:
        """Every text that bears a date and sources of its own, by the text's key."""
        return dict(self._messages())

    def workshop_said(self, text: str) -> str | None:
        """The id of the workshop that a text speaks of, slips and all; None where it names none."""
        kinds = self.workshops.values()
        vocabulary = vocabulary_of(says for kind in kinds for says in kind.says.values())
        said = " , ".join(corrected(sentence, vocabulary) for sentence in plain(text))
        for name, kind in self.workshops.items():
            if any(whole(says).search(said) for says in kind.says.values()):
                return name
        return None

    def _texts(self) -> Iterator[tuple[str, dict[str, str]]]:
        if self.city.rehearsal_label:
            yield "city.rehearsal", self.city.rehearsal_label
        for program in self.programs.values():
            yield from _program_texts(program)
        for course in self.courses.values():
            yield from _course_texts(course)
        for topic in self.topics.values():
            yield f"topics.{topic.id}.name", topic.name
        for help_ in self.jobs.values():
            yield f"jobs.{help_.id}.title", help_.title
        for survey in self.surveys.values():
            yield from _survey_texts(survey)
        for name, kind in self.reminders.kinds.items():
            yield from _reminder_texts(f"reminders.{name}", kind)
        for name, text in self.campaigns.texts.items():
            yield f"campaigns.texts.{name}", text
        for license_ in self.licenses.values():
            if license_.participants:
                yield f"licenses.{license_.id}.question", license_.participants.question
                yield f"licenses.{license_.id}.why", license_.participants.why
        for key, message in self._messages():
            yield key.removeprefix("content."), message.text

    def _messages(self) -> Iterator[tuple[str, Message]]:
        for intent, answer in self.answers.items():
            yield from _numbered(f"content.answers.{intent}", answer.default)
            for phase, messages in answer.in_phase.items():
                yield from _numbered(f"content.answers.{intent}.{phase}", messages)
        for program in self.programs.values():
            yield from _named("content.referrals", program.referrals)
            yield from _named("content.asides", program.asides)
        yield from _named("content.alternatives", self.alternatives)
        yield from _named("content.contacts", self.contacts)
        yield from ((f"content.distress.{sign}", line) for sign, line in self.distress.items())
        yield from _named("content.courses", self.courses)
        yield from _named("content.jobs", self.jobs)
        for license_ in self.licenses.values():
            yield from _license_messages(license_)


def _numbered[T](prefix: str, items: list[T]) -> Iterator[tuple[str, T]]:
    return ((f"{prefix}.{n}", item) for n, item in enumerate(items))


def _named[T](prefix: str, items: dict[str, T]) -> Iterator[tuple[str, T]]:
    return ((f"{prefix}.{name}", item) for name, item in items.items())


def _program_texts(program: Program) -> Iterator[tuple[str, dict[str, str]]]:
    yield f"programs.{program.id}.name", program.name
    yield from _numbered(
        f"programs.{program.id}.unconfirmed.next_steps", program.unconfirmed.next_steps
    )
    for phase in program.phases.values():
        yield from _phase_texts(phase)
    for criterion in program.criteria.values():
        yield from _criterion_texts(criterion)


def _course_texts(course: Course) -> Iterator[tuple[str, dict[str, str]]]:
    yield f"courses.{course.id}.title", course.title
    if course.award:
        yield f"courses.{course.id}.award", course.award
    if course.roles:
        yield f"courses.{course.id}.roles", course.roles


def _survey_texts(survey: Survey) -> Iterator[tuple[str, dict[str, str]]]:
    prefix = f"surveys.{survey.id}"
    yield f"{prefix}.about", survey.about
    for question in survey.questions.values():
        yield f"{prefix}.{question.id}.question", question.text
        for option in question.options.values():
            yield f"{prefix}.{question.id}.{option.id}", option.label


def _reminder_texts(key: str, kind: ReminderKind) -> Iterator[tuple[str, dict[str, str]]]:
    """What is told, by itself and with its question."""
    yield f"{key}.told", kind.text
    asked = kind.question or {}
    yield key, {lang: f"{told} {asked.get(lang, '')}".strip() for lang, told in kind.text.items()}


def _license_messages(license_: LicenseProgram) -> Iterator[tuple[str, Message]]:
    prefix = f"content.licenses.{license_.id}"
    yield from _numbered(f"{prefix}.about", license_.about)
    yield from _numbered(f"{prefix}.closed", license_.closed)
    if license_.participants:
        yield from _numbered(f"{prefix}.refusal", license_.participants.refusal)


def _phase_texts(phase: Phase) -> Iterator[tuple[str, dict[str, str]]]:
    prefix = f"phases.{phase.id}"
    yield f"{prefix}.title", phase.title
    yield f"{prefix}.said", phase.said
    for kind in NextSteps.model_fields:
        yield from _numbered(f"{prefix}.next_steps.{kind}", getattr(phase.next_steps, kind))


def _criterion_texts(criterion: Criterion) -> Iterator[tuple[str, dict[str, str]]]:
    prefix = f"criteria.{criterion.id}"
    yield f"{prefix}.question", criterion.question
    yield f"{prefix}.why", criterion.why
    for value in Values.model_fields:
        yield f"{prefix}.values.{value}", getattr(criterion.values, value)
