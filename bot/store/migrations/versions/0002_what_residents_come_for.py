"""what residents come for"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('applications',
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('reference_key', sa.String(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=False),
    sa.Column('phone_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('name_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('updated_on', sa.Date(), nullable=False),
    sa.Column('notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("status IN ('received', 'needs_documents', 'approved', 'installed', 'denied', 'closed')", name=op.f('ck_applications_status')),
    sa.PrimaryKeyConstraint('reference', name=op.f('pk_applications')),
    sa.UniqueConstraint('reference_key', name=op.f('uq_applications_reference_key'))
    )
    op.create_index(op.f('ix_applications_phone_hash'), 'applications', ['phone_hash'], unique=False)
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_at'), 'audit', ['at'], unique=False)
    op.create_table('organizations',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('zip_code', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('languages', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.CheckConstraint("kind IN ('cbo', 'parent_university')", name=op.f('ck_organizations_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organizations'))
    )
    op.create_table('pools',
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('organization', sa.String(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.CheckConstraint('seats >= 0', name=op.f('ck_pools_seats')),
    sa.PrimaryKeyConstraint('provider', 'organization', name=op.f('pk_pools'))
    )
    op.create_table('workshop_sessions',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('workshop', sa.String(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('organization_id', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('zip_code', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('childcare', sa.Boolean(), nullable=False),
    sa.Column('notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('canceled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('capacity >= 0', name=op.f('ck_workshop_sessions_capacity')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_workshop_sessions_ends_after_start')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_workshop_sessions_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_sessions'))
    )
    op.create_index(op.f('ix_workshop_sessions_organization_id'), 'workshop_sessions', ['organization_id'], unique=False)
    op.create_index(op.f('ix_workshop_sessions_starts_at'), 'workshop_sessions', ['starts_at'], unique=False)
    op.create_table('survey_responses',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('survey', sa.String(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['resident_id'], ['residents.id'], name=op.f('fk_survey_responses_resident_id_residents'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_responses')),
    sa.UniqueConstraint('survey', 'resident_id', name=op.f('uq_survey_responses_survey_resident_id'))
    )
    op.create_index(op.f('ix_survey_responses_resident_id'), 'survey_responses', ['resident_id'], unique=False)
    op.create_table('licenses',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('inbound_id', sa.Uuid(), nullable=True),
    sa.Column('organization', sa.String(), nullable=False),
    sa.Column('pool', sa.String(), nullable=True),
    sa.Column('course', sa.String(), nullable=True),
    sa.Column('email_hash', sa.LargeBinary(), nullable=False),
    sa.Column('email_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('renewals', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('renewal_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('renewal_inbound_id', sa.Uuid(), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('requested', 'approved', 'waitlisted', 'granted', 'declined', 'expired', 'given_up')", name=op.f('ck_licenses_state')),
    sa.CheckConstraint("(pool IS NOT NULL) = (state IN ('approved', 'granted'))", name=op.f('ck_licenses_pool_while_held')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_licenses_conversation_id_conversations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['resident_id'], ['residents.id'], name=op.f('fk_licenses_resident_id_residents'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_licenses')),
    sa.UniqueConstraint('inbound_id', name=op.f('uq_licenses_inbound_id'))
    )
    op.create_index(op.f('ix_licenses_conversation_id'), 'licenses', ['conversation_id'], unique=False)
    op.create_index('ix_licenses_ends_at', 'licenses', ['ends_at'], unique=False, postgresql_where=sa.text("state = 'granted'"))
    op.create_index('ix_licenses_provider_pool_state', 'licenses', ['provider', 'pool', 'state'], unique=False)
    op.create_index(op.f('ix_licenses_resident_id'), 'licenses', ['resident_id'], unique=False)
    op.create_index('uq_licenses_provider_email_hash_open', 'licenses', ['provider', 'email_hash'], unique=True, postgresql_where=sa.text("state IN ('requested', 'approved', 'waitlisted', 'granted')"))
    op.create_index('uq_licenses_provider_resident_id_open', 'licenses', ['provider', 'resident_id'], unique=True, postgresql_where=sa.text("state IN ('requested', 'approved', 'waitlisted', 'granted')"))
    op.create_table('registrations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('session_id', sa.String(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('inbound_id', sa.Uuid(), nullable=True),
    sa.Column('attendee', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_from', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('registered', 'waitlisted', 'offered', 'attended', 'missed', 'canceled')", name=op.f('ck_registrations_state')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_registrations_conversation_id_conversations'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['moved_from'], ['registrations.id'], name=op.f('fk_registrations_moved_from_registrations'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['resident_id'], ['residents.id'], name=op.f('fk_registrations_resident_id_residents'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['workshop_sessions.id'], name=op.f('fk_registrations_session_id_workshop_sessions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations'))
    )
    op.create_index(op.f('ix_registrations_conversation_id'), 'registrations', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_registrations_inbound_id'), 'registrations', ['inbound_id'], unique=False)
    op.create_index('ix_registrations_offered_until', 'registrations', ['offered_until'], unique=False, postgresql_where=sa.text("state = 'offered'"))
    op.create_index(op.f('ix_registrations_resident_id'), 'registrations', ['resident_id'], unique=False)
    op.create_index('ix_registrations_session_id_state', 'registrations', ['session_id', 'state'], unique=False)
    op.create_index('uq_registrations_session_id_resident_id_attendee_open', 'registrations', ['session_id', 'resident_id', 'attendee'], unique=True, postgresql_where=sa.text("state IN ('registered', 'waitlisted', 'offered')"))
    op.create_table('verification_codes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('inbound_id', sa.Uuid(), nullable=False),
    sa.Column('reference_hash', sa.LargeBinary(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=True),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('tries', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('tried_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_verification_codes_conversation_id_conversations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification_codes')),
    sa.UniqueConstraint('inbound_id', name=op.f('uq_verification_codes_inbound_id'))
    )
    op.create_index('ix_verification_codes_expires_at', 'verification_codes', ['expires_at'], unique=False, postgresql_where=sa.text('forgotten_at IS NULL'))
    op.create_index(op.f('ix_verification_codes_conversation_id'), 'verification_codes', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_verification_codes_reference_hash'), 'verification_codes', ['reference_hash'], unique=False)
    op.create_table('verified_phones',
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_verified_phones_conversation_id_conversations'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'phone_hash', name=op.f('pk_verified_phones'))
    )
    op.add_column('cases', sa.Column('organization', sa.String(), nullable=False, server_default=''))
    op.alter_column('cases', 'organization', server_default=None)
    op.add_column('cases', sa.Column('is_urgent', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('cases', sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False))
    op.add_column('cases', sa.Column('assigned_to', sa.String(), nullable=True))
    op.add_column('cases', sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('cases', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f('ck_cases_status'), 'cases')
    op.create_check_constraint(op.f('ck_cases_status'), 'cases', "status IN ('open', 'answered', 'closed')")
    op.drop_index(op.f('ix_cases_conversation_id'), table_name='cases')
    op.create_index('ix_cases_conversation_id_status', 'cases', ['conversation_id', 'status'], unique=False)
    op.drop_constraint(op.f('fk_cases_conversation_id_conversations'), 'cases', type_='foreignkey')
    op.drop_constraint(op.f('fk_cases_inbound_id_inbound_messages'), 'cases', type_='foreignkey')
    op.create_foreign_key(op.f('fk_cases_conversation_id_conversations'), 'cases', 'conversations', ['conversation_id'], ['id'], ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_cases_inbound_id_inbound_messages'), 'cases', 'inbound_messages', ['inbound_id'], ['id'], ondelete='CASCADE')
    op.drop_constraint(op.f('fk_consents_conversation_id_conversations'), 'consents', type_='foreignkey')
    op.create_foreign_key(op.f('fk_consents_conversation_id_conversations'), 'consents', 'conversations', ['conversation_id'], ['id'], ondelete='CASCADE')
    op.drop_constraint(op.f('fk_conversations_resident_id_residents'), 'conversations', type_='foreignkey')
    op.create_foreign_key(op.f('fk_conversations_resident_id_residents'), 'conversations', 'residents', ['resident_id'], ['id'], ondelete='CASCADE')
    op.drop_constraint(op.f('fk_inbound_messages_conversation_id_conversations'), 'inbound_messages', type_='foreignkey')
    op.create_foreign_key(op.f('fk_inbound_messages_conversation_id_conversations'), 'inbound_messages', 'conversations', ['conversation_id'], ['id'], ondelete='CASCADE')
    op.add_column('outbound_messages', sa.Column('faults', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.drop_constraint(op.f('fk_outbound_messages_inbound_id_inbound_messages'), 'outbound_messages', type_='foreignkey')
    op.drop_constraint(op.f('fk_outbound_messages_conversation_id_conversations'), 'outbound_messages', type_='foreignkey')
    op.create_foreign_key(op.f('fk_outbound_messages_inbound_id_inbound_messages'), 'outbound_messages', 'inbound_messages', ['inbound_id'], ['id'], ondelete='CASCADE')
    op.create_foreign_key(op.f('fk_outbound_messages_conversation_id_conversations'), 'outbound_messages', 'conversations', ['conversation_id'], ['id'], ondelete='CASCADE')
    op.add_column('residents', sa.Column('organization_id', sa.String(), nullable=True))
    op.add_column('residents', sa.Column('zip_code', sa.String(), nullable=True))
    op.create_index(op.f('ix_residents_organization_id'), 'residents', ['organization_id'], unique=False)
    op.create_foreign_key(op.f('fk_residents_organization_id_organizations'), 'residents', 'organizations', ['organization_id'], ['id'])
    op.add_column('conversations', sa.Column('erasing_since', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_conversations_erasing_since', 'conversations', ['erasing_since'], unique=False, postgresql_where=sa.text('erasing_since IS NOT NULL'))
    op.create_table('stopped_addresses',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('address_hash', sa.LargeBinary(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'address_hash', name=op.f('pk_stopped_addresses'))
    )
    op.create_index('ix_inbound_messages_received_at', 'inbound_messages', ['received_at'], unique=False, postgresql_using='brin')
    op.create_index('ix_outbound_messages_created_at', 'outbound_messages', ['created_at'], unique=False, postgresql_using='brin')
