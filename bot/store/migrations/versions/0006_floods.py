"""floods"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('inbound_messages', sa.Column('held_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('inbound_messages', sa.Column('release_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_inbound_messages_release_at', 'inbound_messages', ['release_at'], unique=False, postgresql_where=sa.text('release_at IS NOT NULL'))
