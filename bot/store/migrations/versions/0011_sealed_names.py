"""first names of those who come to a workshop, encrypted"""

import unicodedata
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import context, op

from bot.store.secrets import Vault

revision: str = '0011'
down_revision: str | None = '0010'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state IN ('registered', 'waitlisted', 'offered')")
NAMED = sa.text("SELECT id, resident_id, attendee FROM registrations WHERE attendee <> ''")
SEAL = sa.text("UPDATE registrations SET attendee = :sealed, attendee_hash = :digest WHERE id = :id")


def upgrade() -> None:
    op.add_column('registrations', sa.Column('attendee_hash', sa.LargeBinary(), server_default=sa.text("''::bytea"), nullable=False))
    op.drop_index('uq_registrations_session_id_resident_id_attendee_open', table_name='registrations', postgresql_where=OPEN)
    vault: Vault = context.config.attributes['vault']
    rows = op.get_bind().execute(NAMED).all()
    for number, resident_id, name in rows:
        sealed = vault.encrypt(name).decode()
        op.get_bind().execute(SEAL, {'id': number, 'sealed': sealed, 'digest': _digest(vault, resident_id, name)})
    op.create_index('uq_registrations_session_id_resident_id_attendee_hash_open', 'registrations', ['session_id', 'resident_id', 'attendee_hash'], unique=True, postgresql_where=OPEN)


def _digest(vault: Vault, resident_id: uuid.UUID, name: str) -> bytes:
    """As `bot.services.workshops.attendees` makes it."""
    letters = unicodedata.normalize('NFKD', name.casefold())
    folded = ''.join(letter for letter in letters if letter.isalnum())
    return vault.digest(f'attendee {resident_id} {folded}')
