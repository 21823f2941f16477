"""what came last

What waited in line stands, among the messages of its conversation, where it was handed over. Only
what was the last word when this came is put there; what was said since, is by its number.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0018'
down_revision: str | None = '0017'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('outbound_messages', sa.Column('place', sa.BigInteger(), nullable=True))
    op.execute(
        """
        UPDATE outbound_messages AS unasked
        SET place = nextval(pg_get_serial_sequence('outbound_messages', 'id'))
        WHERE purpose <> 'reply' AND status <> 'held' AND attempted_at > now() - interval '30 days'
            AND EXISTS (
                SELECT FROM outbound_messages AS reply
                WHERE reply.conversation_id = unasked.conversation_id AND reply.id > unasked.id
                    AND reply.status <> 'held'
            )
            AND NOT EXISTS (
                SELECT FROM outbound_messages AS later
                WHERE later.conversation_id = unasked.conversation_id AND later.status <> 'held'
                    AND coalesce(later.attempted_at, later.created_at) > unasked.attempted_at
            )
        """
    )
