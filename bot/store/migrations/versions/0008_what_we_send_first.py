"""what we send first"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0008'
down_revision: str | None = '0007'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("status = 'held' AND due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table('reminders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('occasion', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dropped_because', sa.String(), nullable=True),
    sa.Column('outbound_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_reminders_conversation_id_conversations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outbound_id'], ['outbound_messages.id'], name=op.f('fk_reminders_outbound_id_outbound_messages'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['resident_id'], ['residents.id'], name=op.f('fk_reminders_resident_id_residents'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('resident_id', 'kind', 'occasion', name=op.f('uq_reminders_resident_id_kind_occasion'))
    )
    op.create_index(op.f('ix_reminders_conversation_id'), 'reminders', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_reminders_outbound_id'), 'reminders', ['outbound_id'], unique=False)
    op.create_index('ix_reminders_dropped', 'reminders', ['created_at'], unique=False, postgresql_where=sa.text('dropped_because IS NOT NULL'))
    op.add_column('registrations', sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_registrations_updated_at_missed', 'registrations', ['updated_at'], unique=False, postgresql_where=sa.text("state = 'missed'"))
    op.create_index('ix_licenses_granted_at', 'licenses', ['granted_at'], unique=False, postgresql_where=sa.text("state = 'granted'"))
    op.create_index('ix_licenses_last_used_at', 'licenses', ['last_used_at'], unique=False, postgresql_where=sa.text("state = 'granted'"))
    op.create_index(op.f('ix_applications_updated_on'), 'applications', ['updated_on'], unique=False)
    op.create_index(op.f('ix_residents_created_at'), 'residents', ['created_at'], unique=False)
    op.add_column('outbound_messages', sa.Column('line', sa.String(), nullable=True))
    op.execute(
        "UPDATE outbound_messages SET line = conversations.channel FROM conversations "
        "WHERE conversations.id = conversation_id AND status = 'held' AND due_at IS NOT NULL"
    )
    op.drop_index('ix_outbound_messages_due', table_name='outbound_messages', postgresql_where=WAITING)
    op.create_index('ix_outbound_messages_in_line', 'outbound_messages', ['line', 'purpose', 'due_at'], unique=False, postgresql_where=WAITING)
    op.create_index('ix_outbound_messages_unasked', 'outbound_messages', ['conversation_id', 'created_at'], unique=False, postgresql_where=sa.text("purpose <> 'reply'"))
    op.create_index('ix_outbound_messages_screener', 'outbound_messages', ['created_at'], unique=False, postgresql_where=sa.text("starts_with(key, 'content.criteria.')"))
