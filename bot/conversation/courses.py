"""What is told of a course in a few words, wherever it is told."""

from typing import Any

from bot.services.content import Course


def title_key(course: Course) -> str:
    """Key of a course's title."""
    return f"content.courses.{course.id}.title"


def facts(course: Course) -> list[dict[str, Any]]:
    """Level, languages, hours, award and work, as far as they are known: arguments of a text."""
    prefix, told = f"content.courses.{course.id}", list[dict[str, Any]]()
    if course.level:
        told.append(_text(f"courses.level.{course.level}"))
    if course.languages:
        names = [_text(f"language.{code}") for code in course.languages]
        told.append(_text("courses.languages", languages={"$list": names, "by": ", "}))
    if course.hours:
        told.append(_text("courses.hours", hours=course.hours))
    if course.award:
        told.append(_text("courses.award", award=_text(f"{prefix}.award")))
    if course.roles:
        told.append(_text("courses.roles", roles=_text(f"{prefix}.roles")))
    return told


def _text(key: str, **args: Any) -> dict[str, Any]:
    return {"$text": {"key": key, "args": args}}
