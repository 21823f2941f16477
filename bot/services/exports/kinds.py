"""What each export holds: its query, and how a row of it is told.

No export holds more of a person than its kind is about: residents, messages, registrations,
licenses and surveys name them by an opaque id, and what was written is in none of them.
Applications hold phone and name, as the file they were imported from does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, case, func, literal, null, select, union_all

from bot.services.imports import KINDS as IMPORTED
from bot.store.models import (
    SELF,
    Application,
    AuditEntry,
    Conversation,
    InboundMessage,
    License,
    Organization,
    OutboundMessage,
    Pool,
    Registration,
    Resident,
    SurveyResponse,
    WorkshopSession,
)
from bot.store.secrets import Vault

KindName = Literal[
    "organizations",
    "sessions",
    "applications",
    "pools",
    "residents",
    "messages",
    "registrations",
    "licenses",
    "surveys",
    "audit",
]
Stored = Mapping[str, Any]
Told = dict[str, Any]
type Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Kind:
    """One kind of export."""

    query: Query
    columns: tuple[str, ...]
    told: Callable[[Stored, Vault], Told]


def _as_it_is(stored: Stored, vault: Vault) -> Told:
    del vault
    return dict(stored)


def _session(stored: Stored, vault: Vault) -> Told:
    del vault
    return {
        **{name: value for name, value in stored.items() if name not in ("titles", "notes")},
        "organization": stored["organization_id"],
        **_by_language("title", stored["titles"]),
        **_by_language("notes", stored["notes"]),
    }


def _application(stored: Stored, vault: Vault) -> Told:
    return {
        **{name: stored[name] for name in ("reference", "status", "updated_on")},
        "phone": vault.decrypt(stored["phone_encrypted"]),
        "name": vault.decrypt(stored["name_encrypted"]),
        **_by_language("note", stored["notes"]),
    }


def _by_language(name: str, texts: Mapping[str, str]) -> Told:
    return {f"{name}_{language}": texts.get(language, "") for language in ("en", "es")}


def _plain(query: Query) -> Kind:
    return Kind(query, tuple(query.selected_columns.keys()), _as_it_is)


def _imported(name: str, query: Query, told: Callable[[Stored, Vault], Told]) -> Kind:
    """With the very columns that are imported, so that it can be imported again."""
    return Kind(query, tuple(IMPORTED[name].ROW.model_fields), told)


def _messages() -> Query:
    inbound = select(
        InboundMessage.received_at.label("at"),
        InboundMessage.conversation_id.label("conversation"),
        InboundMessage.channel.label("channel"),
        literal("resident").label("sender"),
        null().label("language"),
        InboundMessage.intent.label("about"),
        InboundMessage.status.label("status"),
        null().label("reason"),
        null().label("segments"),
    )
    outbound = select(
        OutboundMessage.created_at,
        OutboundMessage.conversation_id,
        Conversation.channel,
        OutboundMessage.sender,
        OutboundMessage.language,
        OutboundMessage.key,
        OutboundMessage.status,
        OutboundMessage.reason,
        OutboundMessage.segments,
    ).join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    both = union_all(inbound, outbound).subquery()
    return select(both).order_by(both.c.at)


def _residents() -> Query:
    return (
        select(
            Resident.id,
            Resident.language,
            Resident.organization_id.label("organization"),
            func.string_agg(Conversation.channel.distinct(), literal(" ")).label("channels"),
            func.bool_or(Conversation.opted_out_at.is_not(None)).label("has_stopped_messages"),
            Resident.created_at,
        )
        .join(Conversation, Conversation.resident_id == Resident.id, isouter=True)
        .group_by(Resident.id)
        .order_by(Resident.created_at, Resident.id)
    )


KINDS: dict[KindName, Kind] = {
    "organizations": _imported(
        "organizations", select(Organization.__table__).order_by(Organization.id), _as_it_is
    ),
    "sessions": _imported(
        "sessions",
        select(WorkshopSession.__table__).order_by(WorkshopSession.starts_at, WorkshopSession.id),
        _session,
    ),
    "applications": _imported(
        "applications", select(Application.__table__).order_by(Application.reference), _application
    ),
    "pools": _imported(
        "pools", select(Pool.__table__).order_by(Pool.provider, Pool.organization), _as_it_is
    ),
    "residents": _plain(_residents()),
    "messages": _plain(_messages()),
    "registrations": _plain(
        select(
            Registration.id,
            Registration.session_id.label("session"),
            Registration.resident_id.label("resident"),
            case((Registration.attendee == SELF, "self"), else_="relative").label("attendee"),
            Registration.state,
            Registration.created_at,
            Registration.updated_at,
        ).order_by(Registration.id)
    ),
    "licenses": _plain(
        select(
            License.id,
            License.provider,
            License.resident_id.label("resident"),
            License.organization,
            License.pool,
            License.course,
            License.state,
            License.requested_at,
            License.granted_at,
            License.ends_at,
            License.renewals,
            License.last_used_at,
            License.updated_at,
        ).order_by(License.id)
    ),
    "surveys": _plain(
        select(
            SurveyResponse.id,
            SurveyResponse.survey,
            SurveyResponse.resident_id.label("resident"),
            SurveyResponse.language,
            SurveyResponse.answers,
            SurveyResponse.consented_at,
            SurveyResponse.completed_at,
        ).order_by(SurveyResponse.id)
    ),
    "audit": _plain(
        select(
            AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.details
        ).order_by(AuditEntry.id)
    ),
}
