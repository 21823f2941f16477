"""What messaging apps need: what came instead of words, and the pace of requests to providers."""

import sqlalchemy as sa
from alembic import op

revision: str = '0003'
down_revision: str | None = '0002'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table('paces',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('free_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_paces')),
    prefixes=['UNLOGGED']
    )
    op.create_index(op.f('ix_paces_free_at'), 'paces', ['free_at'], unique=False)
    op.add_column('inbound_messages', sa.Column('attachment', sa.String(), nullable=True))
    op.add_column('inbound_messages', sa.Column('link', sa.String(), nullable=True))
    op.execute("UPDATE inbound_messages SET attachment = 'picture' WHERE media_count > 0")
    op.drop_column('inbound_messages', 'media_count')


def downgrade() -> None:
    op.add_column('inbound_messages', sa.Column('media_count', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.execute("UPDATE inbound_messages SET media_count = 1 WHERE attachment = 'picture'")
    op.drop_column('inbound_messages', 'link')
    op.drop_column('inbound_messages', 'attachment')
    op.drop_table('paces')
