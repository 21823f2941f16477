"""said in numbers

Buttons that WhatsApp does not take after all are said again as numbered lines.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0017'
down_revision: str | None = '0016'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        'outbound_messages',
        sa.Column('is_numbered', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    )
