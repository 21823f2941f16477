"""How the rows of each kind are kept: in which table, under which key, and what is encrypted."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Table

from bot.services.imports.rows import (
    ApplicationRow,
    OrganizationRow,
    PoolRow,
    Row,
    SessionRow,
)
from bot.services.references import reference_key
from bot.store.models import Application, Base, Organization, Pool, WorkshopSession
from bot.store.secrets import Vault

Values = dict[str, Any]
"""A row of a table: value by column."""
Key = tuple[str, ...]


class Kind(ABC):
    """One kind of file."""

    NAME: ClassVar[str]
    ROW: ClassVar[type[Row]]
    MODEL: ClassVar[type[Base]]
    KEY: ClassVar[tuple[str, ...]]
    """The columns of the table that tell one row from another."""
    NAMED_BY: ClassVar[str]
    """The column of the file that does."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    @property
    def table(self) -> Table:
        """The table."""
        table = self.MODEL.__table__
        assert isinstance(table, Table)  # noqa: S101 (narrows SQLAlchemy's FromClause)
        return table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a file."""
        return tuple(self.ROW.model_fields)

    @abstractmethod
    def told(self, row: Any) -> Values:
        """What a row tells, by the table's columns, readable: two that are equal tell the same."""

    def kept(self, told: Values) -> Values:
        """What is told as it is kept."""
        return told

    def read(self, kept: Mapping[str, Any]) -> Values:
        """What is kept, readable again."""
        return dict(kept)

    def key(self, told: Mapping[str, Any]) -> Key:
        """What tells it from others."""
        return tuple(told[name] for name in self.KEY)


class Organizations(Kind):
    """Community-based organizations and Parent Universities."""

    NAME = "organizations"
    ROW = OrganizationRow
    MODEL = Organization
    KEY = ("id",)
    NAMED_BY = "id"

    def told(self, row: OrganizationRow) -> Values:
        """Column by column."""
        return row.model_dump()


class Sessions(Kind):
    """Workshop sessions."""

    NAME = "sessions"
    ROW = SessionRow
    MODEL = WorkshopSession
    KEY = ("id",)
    NAMED_BY = "id"

    def told(self, row: SessionRow) -> Values:
        """Texts by language."""
        told = row.model_dump(
            exclude={"title_en", "title_es", "notes_en", "notes_es", "organization"}
        )
        return {
            **told,
            "organization_id": row.organization,
            "titles": {"en": row.title_en, "es": row.title_es},
            "notes": _by_language(row.notes_en, row.notes_es),
        }


class Applications(Kind):
    """Applications; who they are from is encrypted. Signs in a reference make it no other."""

    NAME = "applications"
    ROW = ApplicationRow
    MODEL = Application
    KEY = ("reference_key",)
    NAMED_BY = "reference"

    def told(self, row: ApplicationRow) -> Values:
        """With phone and name readable."""
        return {
            **row.model_dump(include={"reference", "phone", "name", "status", "updated_on"}),
            "reference_key": reference_key(row.reference),
            "notes": _by_language(row.note_en, row.note_es),
        }

    def kept(self, told: Values) -> Values:
        """With phone and name encrypted."""
        rest = {k: v for k, v in told.items() if k not in ("phone", "name")}
        return {
            **rest,
            "phone_hash": self.vault.digest(told["phone"]),
            "phone_encrypted": self.vault.encrypt(told["phone"]),
            "name_encrypted": self.vault.encrypt(told["name"]),
        }

    def read(self, kept: Mapping[str, Any]) -> Values:
        """With phone and name readable again."""
        names = ("reference", "reference_key", "status", "updated_on", "notes")
        return {
            **{name: kept[name] for name in names},
            "phone": self.vault.decrypt(kept["phone_encrypted"]),
            "name": self.vault.decrypt(kept["name_encrypted"]),
        }


class Pools(Kind):
    """Pools of license seats."""

    NAME = "pools"
    ROW = PoolRow
    MODEL = Pool
    KEY = ("provider", "organization")
    NAMED_BY = "organization"

    def told(self, row: PoolRow) -> Values:
        """Column by column; providers are known by small letters."""
        return {**row.model_dump(), "provider": row.provider.lower()}


KINDS: dict[str, type[Kind]] = {
    kind.NAME: kind for kind in (Organizations, Sessions, Applications, Pools)
}
"""The kinds by name, in the order in which they build on each other."""


def _by_language(english: str, spanish: str) -> dict[str, str]:
    return {language: text for language, text in (("en", english), ("es", spanish)) if text}
