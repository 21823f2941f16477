"""how messages go out"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('sent_days',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'day', name=op.f('pk_sent_days'))
    )
    op.create_table('stopped_topics',
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("topic IN ('reminders', 'campaigns')", name=op.f('ck_stopped_topics_topic')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_stopped_topics_conversation_id_conversations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'topic', name=op.f('pk_stopped_topics'))
    )
    op.add_column('consents', sa.Column('topic', sa.String(), server_default=sa.text("'all'"), nullable=False))
    op.add_column('consents', sa.Column('source', sa.String(), server_default=sa.text("'words'"), nullable=False))
    op.add_column('conversations', sa.Column('terms_told_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('conversations', sa.Column('unreachable_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('conversations', sa.Column('unreachable_code', sa.String(), nullable=True))
    op.add_column('inbound_messages', sa.Column('provider_did', sa.String(), nullable=True))
    op.add_column('outbound_messages', sa.Column('purpose', sa.String(), server_default=sa.text("'reply'"), nullable=False))
    op.add_column('outbound_messages', sa.Column('cost', sa.Numeric(precision=12, scale=6), nullable=True))
    op.add_column('outbound_messages', sa.Column('template', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('outbound_messages', sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_messages', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_outbound_messages_due', 'outbound_messages', ['due_at'], unique=False, postgresql_where=sa.text("status = 'held' AND due_at IS NOT NULL"))
    op.create_check_constraint(op.f('ck_consents_topic'), 'consents', "topic IN ('all', 'reminders', 'campaigns')")
    op.create_check_constraint(op.f('ck_outbound_messages_purpose'), 'outbound_messages', "purpose IN ('reply', 'reminder', 'campaign')")
