"""One city's programs, rules and answers, as data: `load` reads a pack from its folder."""

from bot.services.content.campaigns import Campaigns
from bot.services.content.courses import Course, Level, LicenseProgram, Topic
from bot.services.content.loader import ContentError, load
from bot.services.content.models import (
    Alternative,
    Answer,
    City,
    Contact,
    Criterion,
    Hours,
    Message,
    Phase,
    Program,
    Sign,
    Value,
    WorkshopKind,
)
from bot.services.content.pack import Content
from bot.services.content.places import Places
from bot.services.content.reminders import (
    Occasion,
    Offset,
    ReminderChoice,
    ReminderKind,
    Reminders,
)
from bot.services.content.templates import ApprovedTemplate

__all__ = [
    "Alternative",
    "Answer",
    "ApprovedTemplate",
    "Campaigns",
    "City",
    "Contact",
    "Content",
    "ContentError",
    "Course",
    "Criterion",
    "Hours",
    "Level",
    "LicenseProgram",
    "Message",
    "Occasion",
    "Offset",
    "Phase",
    "Places",
    "Program",
    "ReminderChoice",
    "ReminderKind",
    "Reminders",
    "Sign",
    "Topic",
    "Value",
    "WorkshopKind",
    "load",
]
