"""Who a seat is for, as it is kept: nobody who reads the database reads a child's name."""

import unicodedata
import uuid
from dataclasses import dataclass

from bot.store.models import SELF, Registration
from bot.store.secrets import Vault


@dataclass(frozen=True)
class Attendee:
    """The resident, or a child or relative of theirs."""

    sealed: str
    """The first name, encrypted by the vault; SELF for the resident."""
    digest: bytes
    """The keyed hash under which they are known again; empty for the resident."""


THEMSELVES = Attendee(SELF, b"")
"""The resident."""


def relative(vault: Vault, resident_id: uuid.UUID, name: str) -> Attendee:
    """A relative of the resident by first name; Jose and José are one."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    folded = "".join(letter for letter in letters if letter.isalnum())
    digest = vault.digest(f"attendee {resident_id} {folded}")
    return Attendee(vault.encrypt(name).decode(), digest)


def attendee_of(registration: Registration) -> Attendee:
    """Whom a registration is for."""
    return Attendee(registration.attendee, registration.attendee_hash)
