"""One city's programs, rules and answers, as data: `load` reads a pack from its folder."""

from bot.services.content.loader import ContentError, load
from bot.services.content.models import (
    Alternative,
    Answer,
    City,
    Contact,
    Criterion,
    Message,
    Phase,
    Program,
    Value,
)
from bot.services.content.pack import Content

__all__ = [
    "Alternative",
    "Answer",
    "City",
    "Contact",
    "Content",
    "ContentError",
    "Criterion",
    "Message",
    "Phase",
    "Program",
    "Value",
    "load",
]
