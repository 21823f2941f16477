"""The tables (SQLAlchemy), a file for each subject; their changes are the migrations."""

from bot.store.models.applications import Application, VerificationCode, VerifiedPhone
from bot.store.models.audit import AuditEntry
from bot.store.models.base import Base
from bot.store.models.campaigns import Campaign, CampaignRecipient
from bot.store.models.cases import Case
from bot.store.models.licenses import RESERVE, License, Pool
from bot.store.models.links import Link, LinkArrival
from bot.store.models.messages import NEXT_PLACE, InboundMessage, OutboundMessage, said_in
from bot.store.models.organizations import Organization
from bot.store.models.pace import Pace
from bot.store.models.rehearsal import ClockShift
from bot.store.models.reminders import Reminder
from bot.store.models.residents import Consent, Conversation, Resident, StoppedAddress, StoppedTopic
from bot.store.models.sending import SentDay
from bot.store.models.surveys import SurveyResponse
from bot.store.models.workshops import SELF, Registration, WorkshopSession

__all__ = [
    "NEXT_PLACE",
    "RESERVE",
    "SELF",
    "Application",
    "AuditEntry",
    "Base",
    "Campaign",
    "CampaignRecipient",
    "Case",
    "ClockShift",
    "Consent",
    "Conversation",
    "InboundMessage",
    "License",
    "Link",
    "LinkArrival",
    "Organization",
    "OutboundMessage",
    "Pace",
    "Pool",
    "Registration",
    "Reminder",
    "Resident",
    "SentDay",
    "StoppedAddress",
    "StoppedTopic",
    "SurveyResponse",
    "VerificationCode",
    "VerifiedPhone",
    "WorkshopSession",
    "said_in",
]
