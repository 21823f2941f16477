"""A message's approved template: what may be sent where free text may not."""

import re
from collections.abc import Mapping

from bot.conversation.channel import Template
from bot.conversation.render import Rendered
from bot.services.content import ApprovedTemplate

SPACES = re.compile(r"\s+")
"""WhatsApp takes no line breaks, tabs or runs of spaces in a variable
(https://www.twilio.com/docs/api/errors/21656)."""


def template_of(message: Rendered, approved: Mapping[str, ApprovedTemplate]) -> Template | None:
    """The template that says what a message says, filled; None where none does."""
    known = approved.get(message.key)
    if known is None or message.language not in known.sids:
        return None
    values = [SPACES.sub(" ", message.values.get(name, "")).strip() for name in known.variables]
    if not all(values):  # an empty variable is refused
        return None
    variables = {str(number): value for number, value in enumerate(values, 1)}
    return {"sid": known.sids[message.language], "variables": variables}
