"""moves of the clock"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('clock_shift', sa.Column('moves', sa.Integer(), server_default=sa.text("0"), nullable=False))
