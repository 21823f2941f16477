"""Surveys: what a message answers, and the answers kept, one response a resident and survey."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.content.surveys import SurveyQuestion
from bot.services.phrases import plain
from bot.services.words import number, ordinal, pattern, whole
from bot.store.models import Conversation, SurveyResponse

Answers = Mapping[str, Sequence[str]]
"""Question -> the options chosen; a question that was skipped is missing."""


@dataclass(frozen=True)
class Response:
    """What a resident answers."""

    conversation_id: uuid.UUID
    language: str
    answers: Answers
    consented_at: datetime


def read_numbers(question: SurveyQuestion, text: str) -> list[str] | None:
    """The options a text picks by their numbers: "1 y 3", "the first and the last".

    None where it says anything besides, so that "I have 2 kids" picks nothing.
    """
    options = list(question.options)
    said = " ".join(plain(text)).replace(",", " ")
    if pattern("all_of_them").fullmatch(" ".join(said.split())):
        return options if question.several else None
    words = pattern("list_words").sub(" ", re.sub(r"(?<=[0-9])(?=[a-z])", " ", said)).split()
    places = [_place(word) for word in words]
    if not places or not all(place and -1 <= place <= len(options) for place in places):
        return None
    meant = {place - 1 if place and place > 0 else len(options) - 1 for place in places}
    chosen = [option for place, option in enumerate(options) if place in meant]
    return chosen if question.several or len(chosen) == 1 else None


def _place(word: str) -> int | None:
    """A place in a list, from 1; the last is -1."""
    return -1 if pattern("last").fullmatch(word) else number(word) or ordinal(word)


def read_words(question: SurveyQuestion, text: str) -> list[str] | None:
    """The options a text names in words; None where it names none, or too many."""
    sentences = plain(text)
    chosen = [
        option.id
        for option in question.options.values()
        if any(whole(says).search(said) for says in option.words.values() for said in sentences)
    ]
    return chosen if chosen and (question.several or len(chosen) == 1) else None


def is_none_of_them(text: str) -> bool:
    """Whether a text says that no option fits."""
    return any(pattern("none_of_them").fullmatch(sentence) for sentence in plain(text))


async def answered_at(
    session: AsyncSession, survey: str, conversation_id: uuid.UUID
) -> datetime | None:
    """When the resident of a conversation last answered a survey; None where they never did."""
    return await session.scalar(
        select(SurveyResponse.completed_at)
        .join(Conversation, Conversation.resident_id == SurveyResponse.resident_id)
        .where(SurveyResponse.survey == survey, Conversation.id == conversation_id)
    )


async def keep(session: AsyncSession, survey: str, response: Response, now: datetime) -> None:
    """Keeps a resident's answers; new ones replace those they gave before."""
    resident = select(Conversation.resident_id).where(Conversation.id == response.conversation_id)
    values = {
        "language": response.language,
        "answers": {question: list(chosen) for question, chosen in response.answers.items()},
        "consented_at": response.consented_at,
        "completed_at": now,
    }
    await session.execute(
        insert(SurveyResponse)
        .values(survey=survey, resident_id=resident.scalar_subquery(), **values)
        .on_conflict_do_update(index_elements=["survey", "resident_id"], set_=values)
    )
