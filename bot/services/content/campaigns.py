"""What the content pack says of campaigns."""

from typing import Annotated

from pydantic import Field

from bot.services.content.models import Part, Text


class Campaigns(Part):
    """The bounds of messages that staff write to many."""

    approval_above: Annotated[int, Field(ge=0, strict=False)] = 50
    """For more people than that, somebody else than the writer has to approve."""
    days: Annotated[int, Field(ge=1, le=60, strict=False)] = 7
    """How long one goes on where its writer names no last day."""
    texts: dict[str, Text] = Field(default_factory=dict)
    """Ready-made messages, by name; they may have approved templates of WhatsApp."""
