"""campaigns that are edited and canceled"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0013'
down_revision: str | None = '0012'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('campaigns', sa.Column('edited_by', postgresql.ARRAY(sa.String()), server_default=sa.text("'{}'"), nullable=False))
    for name, condition in (
        ('state', "state IN ('draft', 'running', 'paused', 'finished', 'canceled')"),
        ('two_people', 'approved_by <> created_by AND approved_by <> ALL (edited_by)'),
        ('started', "state = 'canceled' OR (state = 'draft') = (started_at IS NULL AND ends_at IS NULL)"),
    ):
        op.drop_constraint(op.f(f'ck_campaigns_{name}'), 'campaigns', type_='check')
        op.create_check_constraint(op.f(f'ck_campaigns_{name}'), 'campaigns', condition)
