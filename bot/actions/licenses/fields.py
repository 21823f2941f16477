"""What the license form needs to know."""

from bot.actions.base import Heard, Toolbox
from bot.actions.courses.listing import (
    AT_ONCE,
    Page,
    course_choice,
    listed,
    more_choice,
    picked_course,
    picked_name,
    picked_page,
)
from bot.actions.field import Field, NeverAsked, Read, Taken, Told
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.content import LicenseProgram
from bot.services.courses import (
    LEVELS,
    Wish,
    levels_of,
    main_topics,
    named,
    read_language,
    read_level,
    read_topics,
    recommend,
)
from bot.services.phrases import answer, plain

TOPIC = "topic:"
LEVEL = "level:"


def choice(key: str, option: str) -> Choice:
    """A choice that answers the question of a form."""
    return Choice(label=Phrase(key=key), intent="inform", entities={"option": option})


class LicenseField(Field):
    """A field of this form: it knows the program the license is of."""

    def __init__(self, toolbox: Toolbox, program: LicenseProgram) -> None:
        super().__init__(toolbox)
        self.program = program

    def wish(self, told: Told) -> Wish:
        """What is looked for, as far as it is told."""
        level = next((level for level in LEVELS if level == told.get("level")), None)
        return Wish(
            tuple(told.get("interest") or ()),
            level,
            told.get("language"),
            license=self.program.id,
        )


class Participant(LicenseField):
    """Whether the household takes part in the program that the licenses are for."""

    name = "participant"

    def __init__(self, toolbox: Toolbox, program: LicenseProgram) -> None:
        super().__init__(toolbox, program)
        self.why_key = f"content.licenses.{program.id}.why"

    def is_needed(self, told: Told) -> bool:
        """Where the program is for participants only."""
        return self.program.participants is not None

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Yes, no or not sure, to the question only."""
        if not is_asked:
            return None
        is_picked = heard.picked in ("yes", "no", "unknown")
        said = heard.picked if is_picked else answer(plain(heard.text))
        if said is None and heard.intent in ("affirm", "deny"):
            said = "yes" if heard.intent == "affirm" else "no"
        return Taken("unknown" if said == "skip" else said) if said else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The program's own question."""
        choices = tuple(choice(f"choice.{name}", name) for name in ("yes", "no", "unknown"))
        return [Reply(key=f"content.licenses.{self.program.id}.question", choices=choices)]


class Interest(LicenseField):
    """What they want to learn."""

    name = "interest"
    skippable = True
    why_key = "license.interest.why"

    def is_needed(self, told: Told) -> bool:
        """Where no course is picked yet, and it is for them."""
        return told.get("participant") != "no" and not told.get("course")

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Topics in their words; to the question, also words that we know no course for."""
        if topic := picked_name(heard, TOPIC):
            return Taken([topic])
        said = read_topics(heard.text, self.toolbox.content)
        if topics := [topic for topic in said if self.has_courses(topic)]:
            return Taken(topics)
        is_an_answer = heard.intent == "inform" or heard.entities.get("topic")
        if is_asked and not heard.picked and is_an_answer and answer(plain(heard.text)) is None:
            return Taken([])
        return None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question, with what there are most courses for."""
        topics = main_topics(self.toolbox.content, self.program.id, AT_ONCE)
        choices = [choice(f"content.topics.{topic}.name", TOPIC + topic) for topic in topics]
        skip = choice("license.any_topic", "skip")
        return [Reply(key="license.interest.question", choices=(*choices, skip))]

    def has_courses(self, topic: str) -> bool:
        """Whether the license opens any course of a topic."""
        wish = Wish((topic,), license=self.program.id)
        return bool(recommend(self.toolbox.content, wish, ""))


class LearningLanguage(NeverAsked):
    """The language they want to learn in: taken where they say it, never asked."""

    name = "language"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """ "In Spanish", "en inglés"."""
        language = read_language(heard.text, self.toolbox.content)
        return Taken(language) if language else None


class Skill(LicenseField):
    """How much they know already."""

    name = "level"
    skippable = True
    why_key = "license.level.why"

    def is_needed(self, told: Told) -> bool:
        """Where the courses that fit are of several levels."""
        if told.get("participant") == "no" or told.get("course") or "course" in told:
            return False
        wish = Wish(tuple(told.get("interest") or ()), license=self.program.id)
        return len(levels_of(recommend(self.toolbox.content, wish, ""))) > 1

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A level in their words."""
        level = picked_name(heard, LEVEL) or read_level(heard.text)
        return Taken(level) if level else None

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """The question."""
        choices = [choice(f"choice.level.{level}", LEVEL + level) for level in LEVELS]
        is_of_topic = bool(told.get("interest"))
        key = "license.level.question" if is_of_topic else "license.level.any.question"
        return [Reply(key=key, choices=tuple(choices))]


class PageShown(NeverAsked):
    """Which of the courses that fit are shown: "more" turns the page."""

    name = "page"
    depends_on = ("interest", "level", "language")

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """Where "more" was picked, the page it stands for."""
        page = picked_page(heard)
        return Taken(page.start) if page else None


class CourseField(LicenseField):
    """The course they want to begin with."""

    name = "course"
    skippable = True
    why_key = "license.course.why"
    depends_on = ("interest", "level", "language")

    def is_needed(self, told: Told) -> bool:
        """Where it is for them."""
        return told.get("participant") != "no"

    async def read(self, heard: Heard, told: Told, is_asked: bool) -> Read:
        """A course that was picked, or named as we named it."""
        content = self.toolbox.content
        course = picked_course(heard, content)
        if course is None and is_asked:
            course = named(heard.text, recommend(content, self.wish(told), heard.language))
        if course is None or course.license != self.program.id:
            return None
        return Taken(course.id)

    async def question(self, heard: Heard, told: Told) -> list[Reply]:
        """What fits, three at a time."""
        page = Page(self.wish(told), told.get("page") or 0)
        courses, after = listed(self.toolbox.content, page, heard.language)
        if not courses:
            page = Page(Wish(license=self.program.id))
            courses, after = listed(self.toolbox.content, page, heard.language)
        choices = [course_choice(each, "inform") for each in courses]
        if after:
            choices.append(more_choice(after, "inform"))
        choices.append(choice("license.later", "skip"))
        is_other = told.get("interest") == []
        key = "license.course.other" if is_other else "license.course.question"
        return [Reply(key=key, choices=tuple(choices))]
