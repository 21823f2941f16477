"""The rows of each kind of file: its columns, as the contract has them (design §5)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, field_validator

from bot.services.imports.cells import (
    Day,
    Id,
    Language,
    Languages,
    Moment,
    Note,
    OptionalPhone,
    OrganizationId,
    OrganizationOrReserve,
    Phone,
    Reference,
    Seats,
    Words,
    YesOrNo,
    ZipCode,
    one_of,
)

ORGANIZATION_KINDS = ("cbo", "parent_university")
STATUSES = ("received", "needs_documents", "approved", "installed", "denied", "closed")


class Row(BaseModel):
    """One row; a field is a column."""

    model_config = ConfigDict(frozen=True)


class OrganizationRow(Row):
    """An organization."""

    id: Id
    name: Words
    kind: Annotated[str, BeforeValidator(one_of(*ORGANIZATION_KINDS))]
    zip_code: ZipCode
    phone: OptionalPhone
    languages: Languages


class SessionRow(Row):
    """A workshop session."""

    id: Id
    workshop: Words
    title_en: Words
    title_es: Words
    organization: OrganizationId
    starts_at: Moment
    ends_at: Moment
    address: Words
    zip_code: ZipCode
    capacity: Seats
    language: Language
    childcare: YesOrNo
    notes_en: Note
    notes_es: Note

    @field_validator("ends_at")
    @classmethod
    def _after_it_starts(cls, ends_at: datetime, info: ValidationInfo) -> datetime:
        starts_at = info.data.get("starts_at")
        if starts_at and ends_at <= starts_at:
            raise ValueError("is not after starts_at; correct one of them")
        return ends_at


class ApplicationRow(Row):
    """An application to the internet program."""

    reference: Reference
    phone: Phone
    name: Words
    status: Annotated[str, BeforeValidator(one_of(*STATUSES))]
    updated_on: Day
    note_en: Note
    note_es: Note


class PoolRow(Row):
    """The seats of a provider that an organization may grant; without one, the common reserve."""

    provider: Id
    organization: OrganizationOrReserve
    seats: Seats


KindName = Literal["organizations", "sessions", "applications", "pools"]
