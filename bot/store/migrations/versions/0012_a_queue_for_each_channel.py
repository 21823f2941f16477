"""a queue for each channel

Deliveries that wait move to the queue of their channel. The index is what the queue's own look at
"is there an earlier job with this lock" lacks: with 12,000 jobs waiting, one fetch took 0.3 to 0.9 s.
"""

from collections.abc import Sequence

from alembic import op

revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE procrastinate_jobs SET queue_name = queue_name || ':' || channel FROM conversations "
        "WHERE queue_name IN ('delivery', 'unasked') AND lock = 'delivery:' || conversations.id"
    )
    op.execute(
        "CREATE INDEX ix_procrastinate_jobs_lock_order ON procrastinate_jobs "
        "(lock, priority DESC, id) WHERE status IN ('todo', 'doing')"
    )
