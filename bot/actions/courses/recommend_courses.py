"""`action_recommend_courses`: the courses that fit, three at a time, and what each gives."""

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.courses.listing import (
    Page,
    course_choice,
    details,
    listed,
    more_choice,
    picked_course,
    picked_page,
    roles_arg,
    topics_arg,
)
from bot.conversation.courses import title_key
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.content import Course
from bot.services.courses import is_open, read_wish

INTENT = "ask_courses"


class RecommendCourses(EnlaceAction):
    """Lists by interest, level and language; a course that is picked is told in full."""

    NAME = "action_recommend_courses"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """A list with choices; while a form is open, without: its question comes last."""
        content = self.toolbox.content
        course = picked_course(heard, content)
        if course:
            told = details(course)
            return (told if heard.active_form else [*told, self._what_next(course)]), []
        page = picked_page(heard) or Page(read_wish(heard.text, content))
        courses, after = listed(content, page, heard.language)
        if not courses:
            page = Page(read_wish("", content))
            courses, after = listed(content, page, heard.language)
        if not courses:  # the pack has none at all
            return [Reply(key="courses.none")], []
        is_other = bool(heard.entities.get("topic")) and not page.wish.topics
        lead = "courses.other" if is_other else _lead(page)
        args = {"topic": topics_arg(page.wish.topics)} if lead.startswith("courses.fit") else {}
        if heard.active_form:
            titles = [{"$text": {"key": title_key(each)}} for each in courses]
            return [
                Reply(key="courses.in_form", args={"titles": {"$list": titles, "by": "; "}})
            ], []
        roles = roles_arg(courses) if lead == "courses.fit" else None
        if roles:
            lead, args = "courses.fit_roles", {**args, "roles": roles}
        choices = [course_choice(each, INTENT) for each in courses]
        if after:
            choices.append(more_choice(after, INTENT))
        return [Reply(key=lead, args=args, choices=tuple(choices))], []

    def _what_next(self, course: Course) -> Reply:
        choices = []
        if course.license and is_open(self.toolbox.content, course):
            choices.append(
                Choice(
                    label=Phrase(key="menu.request_license"),
                    intent="request_license",
                    entities={"option": f"course:{course.id}"},
                )
            )
        choices.append(Choice(label=Phrase(key="courses.others"), intent=INTENT))
        choices.append(Choice(label=Phrase(key="menu.talk_to_person"), intent="talk_to_person"))
        return Reply(key="courses.what_next", choices=tuple(choices))


def _lead(page: Page) -> str:
    if page.start:
        return "courses.more"
    return "courses.fit" if page.wish.topics else "courses.all"
