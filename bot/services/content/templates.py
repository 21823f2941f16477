"""Approved templates of WhatsApp: what may be sent a day after somebody's last message."""

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.services.content.models import Part

Sid = Annotated[str, StringConstraints(pattern=r"^HX[0-9a-fA-F]{32}$")]
"""Twilio's id of a content template (https://www.twilio.com/docs/api/errors/21655)."""


class ApprovedTemplate(Part):
    """The templates that say what one of our messages says."""

    variables: list[str] = Field(default_factory=list)
    """Which placeholders of our message fill {{1}}, {{2}} and so on."""
    sids: dict[str, Sid]
    """By language."""
