"""Courses, the topics they are about, and the programs that give licenses for them."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from bot.services.content.models import Message, Part, Pattern, Text, known

Level = Literal["beginner", "intermediate", "advanced"]
Requests = Literal["closed", "by_staff", "automatic"]
"""Whether a program takes requests, and who approves them."""


def _known_topic(name: str, info: ValidationInfo) -> str:
    return known("topics", name, info)


def _known_license(name: str, info: ValidationInfo) -> str:
    return known("licenses", name, info)


TopicId = Annotated[str, AfterValidator(_known_topic)]
LicenseId = Annotated[str, AfterValidator(_known_license)]
Count = Annotated[int, Field(gt=0, strict=False)]


class Topic(Part):
    """Something people want to learn, and how they name it."""

    id: str
    name: Text
    """To stand inside a sentence."""
    words: dict[str, Pattern]
    """By language: a regular expression over plain text (see `bot.services.phrases`)."""


class Course(Message):
    """A course; its text tells what is known of it, with the date where that is old."""

    id: str
    title: Text
    provider: str
    topics: Annotated[list[TopicId], Field(min_length=1)]
    level: Level | None = None
    languages: list[str] = Field(default_factory=list)
    """Those the source says it is given in; none where it does not say."""
    hours: Count | None = None
    award: Text | None = None
    """The certificate or badge it gives."""
    roles: Text | None = None
    """Work it prepares for."""
    license: LicenseId | None = None
    """The license it needs, where it needs one."""


class Participants(Part):
    """That a license is for those only who take part in another program."""

    question: Text
    why: Text
    refusal: Annotated[list[Message], Field(min_length=1)]


class LicenseProgram(Part):
    """A provider's licenses: on what terms they are given."""

    id: str
    name: str
    requests: Requests
    months: Count
    """How long a license runs once it is granted."""
    renewal_days: Count
    """How many days before its end it may be renewed."""
    participants: Participants | None = None
    about: list[Message] = Field(default_factory=list)
    """What it is and what it asks in return, told before somebody asks for one."""
    closed: list[Message] = Field(default_factory=list)
    """What is told while no requests are taken."""

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        if self.requests == "closed" and not self.closed:
            raise ValueError("takes no requests but does not say so; add closed: with a message")
        if self.requests != "closed" and not self.about:
            raise ValueError("takes requests but does not say what it is; add about: messages")
        return self
