"""languages that apps tell

A language that only the resident's app or page has told gives way to any word of theirs. What was
stored before counts as shown by them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0019'
down_revision: str | None = '0018'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        'residents',
        sa.Column(
            'language_is_presumed', sa.Boolean(), server_default=sa.text('false'), nullable=False
        ),
    )
