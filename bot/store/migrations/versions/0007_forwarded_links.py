"""Links that organizations forward, and who came by them."""

import sqlalchemy as sa
from alembic import op

revision: str = '0007'
down_revision: str | None = '0006'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table('links',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('written', sa.String(), nullable=False),
    sa.Column('organization_id', sa.String(), nullable=True),
    sa.Column('campaign', sa.String(), nullable=True),
    sa.Column('topic', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('is_for_sharing', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('opened', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_links_organization_id_organizations')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_links'))
    )
    op.create_index(op.f('ix_links_organization_id'), 'links', ['organization_id'], unique=False)
    op.create_index('uq_links_organization_id_language_for_sharing', 'links', ['organization_id', 'language'], unique=True, postgresql_where=sa.text('is_for_sharing'), postgresql_nulls_not_distinct=True)
    op.create_table('link_arrivals',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=True),
    sa.Column('wrote_on', sa.Date(), nullable=False),
    sa.Column('did_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['code'], ['links.code'], name=op.f('fk_link_arrivals_code_links')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_link_arrivals_conversation_id_conversations'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_arrivals')),
    sa.UniqueConstraint('conversation_id', 'code', name=op.f('uq_link_arrivals_conversation_id_code'))
    )
    op.create_index(op.f('ix_link_arrivals_code'), 'link_arrivals', ['code'], unique=False)


def downgrade() -> None:
    op.drop_table('link_arrivals')
    op.drop_table('links')
