"""What the actions about courses share: a list, three at a time, and one course in a few words."""

from dataclasses import dataclass
from typing import Any

from bot.actions.base import Heard
from bot.conversation.courses import facts, title_key
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.content import Content, Course
from bot.services.courses import Wish, recommend

AT_ONCE = 3
"""Courses told in one message; the reader is on a phone."""
COURSE = "course:"
MORE = "more:"


@dataclass(frozen=True)
class Page:
    """Courses that fit, from one on."""

    wish: Wish
    start: int = 0

    def as_option(self) -> str:
        """As it travels in a choice."""
        return f"{MORE}{self.start}:{self.wish.as_option()}"


def picked_name(heard: Heard, kind: str) -> str | None:
    """What the choice that was picked names, where it is of a kind, such as `COURSE`."""
    picked = heard.picked or ""
    return picked.removeprefix(kind) if picked.startswith(kind) else None


def picked_course(heard: Heard, content: Content) -> Course | None:
    """The course that the picked choice stands for."""
    return content.courses.get(picked_name(heard, COURSE) or "")


def picked_page(heard: Heard) -> Page | None:
    """The page that the picked "more" stands for."""
    page = picked_name(heard, MORE)
    if page is None:
        return None
    start, wish = page.split(":", 1)
    return Page(Wish.of_option(wish), int(start))


def listed(content: Content, page: Page, language: str) -> tuple[list[Course], Page | None]:
    """The courses of a page, and the page after it, if there is one."""
    found = recommend(content, page.wish, language)
    following = page.start + AT_ONCE
    after = Page(page.wish, following) if following < len(found) else None
    return found[page.start : following], after


def course_choice(course: Course, intent: str) -> Choice:
    """A course as a choice, with what it gives."""
    title = {"$text": {"key": title_key(course)}}
    label = Phrase(key=title_key(course))
    if course.award:
        award = {"$text": {"key": f"content.courses.{course.id}.award"}}
        label = Phrase(key="courses.choice", args={"title": title, "award": award})
    return Choice(label=label, intent=intent, entities={"option": COURSE + course.id})


def more_choice(page: Page, intent: str) -> Choice:
    """ "More"."""
    return Choice(
        label=Phrase(key="choice.more"), intent=intent, entities={"option": page.as_option()}
    )


def topics_arg(topics: tuple[str, ...]) -> dict[str, Any]:
    """Topics, to stand inside a sentence."""
    names = [{"$text": {"key": f"content.topics.{topic}.name"}} for topic in topics[:2]]
    return {"$list": names, "by": ", "}


def roles_arg(courses: list[Course]) -> dict[str, Any] | None:
    """Work that courses prepare for, to stand inside a sentence; None where nothing tells."""
    of_work: dict[str, str] = {}  # two courses may prepare for the same
    for course in courses:
        if course.roles:
            of_work.setdefault(str(course.roles), f"content.courses.{course.id}.roles")
    names = [{"$text": {"key": key}} for key in of_work.values()]
    return {"$list": names[:2], "by": ", "} if names else None


def details(course: Course) -> list[Reply]:
    """What is known of one course."""
    prefix = f"content.courses.{course.id}"
    told = facts(course)
    args = {"title": _text(f"{prefix}.title"), "provider": course.provider}
    if not told:
        return [Reply(key="courses.from", args=args), Reply(key=prefix)]
    listed_facts = {"$list": told, "by": "; "}
    return [Reply(key="courses.details", args={**args, "facts": listed_facts}), Reply(key=prefix)]


def _text(key: str, **args: Any) -> dict[str, Any]:
    return {"$text": {"key": key, "args": args}}
