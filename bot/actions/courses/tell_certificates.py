"""`action_tell_certificates`: what courses give, and how to get it."""

from dataclasses import replace

from bot.actions.base import EnlaceAction, Events, Heard
from bot.actions.courses.listing import Page, course_choice, listed, more_choice, topics_arg
from bot.conversation.replies import Reply
from bot.services.courses import read_wish


class TellCertificates(EnlaceAction):
    """What is known of certificates, then the courses that give one, by interest."""

    NAME = "action_tell_certificates"
    RESUMES = True

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The answer of the content pack and, unless a form is open, courses to choose from."""
        content = self.toolbox.content
        wish = replace(read_wish(heard.text, content), with_award=True)
        courses, after = listed(content, Page(wish), heard.language)
        known = [Reply(key=key) for key in content.answer("ask_certificate")]
        if heard.active_form or not courses:
            return known or [Reply(key="courses.no_certificate")], []
        choices = [course_choice(each, "ask_courses") for each in courses]
        if after:
            choices.append(more_choice(after, "ask_courses"))
        if wish.topics:
            lead = Reply(
                key="courses.award_fit",
                args={"topic": topics_arg(wish.topics)},
                choices=tuple(choices),
            )
            return [lead], []
        return [*known, Reply(key="courses.award_all", choices=tuple(choices))], []
