"""reminders name the message to come

A reminder is written with the number of its message, which is stored after it in the transaction:
it needs no update then.
"""

from collections.abc import Sequence

from alembic import op

revision: str = '0016'
down_revision: str | None = '0015'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE reminders ALTER CONSTRAINT fk_reminders_outbound_id_outbound_messages "
        "DEFERRABLE INITIALLY DEFERRED"
    )
