"""one sender for what nobody asked for

Such messages leave the queue: they wait in the line of their channel, which is in order now.
"""

from collections.abc import Sequence

from alembic import op

revision: str = '0015'
down_revision: str | None = '0014'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE outbound_messages SET status = 'held', reason = 'in_line', due_at = now(), "
        "line = channel FROM conversations WHERE conversations.id = conversation_id "
        "AND status = 'queued' AND purpose <> 'reply'"
    )
    op.execute("DELETE FROM procrastinate_jobs WHERE queue_name LIKE 'unasked:%' AND status = 'todo'")
    op.drop_index('ix_outbound_messages_in_line', 'outbound_messages')
    op.create_index(
        'ix_outbound_messages_in_line', 'outbound_messages', ['line', 'purpose', 'due_at', 'id'],
        postgresql_where="status = 'held' AND due_at IS NOT NULL",
    )
