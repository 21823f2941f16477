"""licenses that ran"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0009'
down_revision: str | None = '0008'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index('ix_licenses_ran_until', 'licenses', ['ends_at'], unique=False, postgresql_where=sa.text("state IN ('granted', 'expired')"))
