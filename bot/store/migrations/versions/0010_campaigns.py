"""campaigns"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0010'
down_revision: str | None = '0009'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('campaigns',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('template', sa.String(), nullable=True),
    sa.Column('topic', sa.String(), nullable=True),
    sa.Column('audience', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.String(), server_default=sa.text("'draft'"), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.String(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'draft') = (started_at IS NULL AND ends_at IS NULL)", name=op.f('ck_campaigns_started')),
    sa.CheckConstraint("state IN ('draft', 'running', 'paused', 'finished')", name=op.f('ck_campaigns_state')),
    sa.CheckConstraint('approved_by <> created_by', name=op.f('ck_campaigns_two_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaigns'))
    )
    op.create_index('ix_campaigns_running', 'campaigns', ['id'], unique=False, postgresql_where=sa.text("state = 'running'"))
    op.create_table('campaign_recipients',
    sa.Column('campaign_id', sa.BigInteger(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('is_done', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('skipped_because', sa.String(), nullable=True),
    sa.Column('outbound_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_recipients_campaign_id_campaigns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_campaign_recipients_conversation_id_conversations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outbound_id'], ['outbound_messages.id'], name=op.f('fk_campaign_recipients_outbound_id_outbound_messages'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['resident_id'], ['residents.id'], name=op.f('fk_campaign_recipients_resident_id_residents'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'resident_id', name=op.f('pk_campaign_recipients')),
    sa.UniqueConstraint('outbound_id', name=op.f('uq_campaign_recipients_outbound_id'))
    )
    op.create_index(op.f('ix_campaign_recipients_conversation_id'), 'campaign_recipients', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_campaign_recipients_resident_id'), 'campaign_recipients', ['resident_id'], unique=False)
    op.create_index('ix_campaign_recipients_waiting', 'campaign_recipients', ['campaign_id', 'resident_id'], unique=False, postgresql_where=sa.text('NOT is_done'))
