"""Alembic's environment: runs the migrations on the connection it is handed."""

from alembic import context

from bot.store.models import Base

OWN_TABLES = frozenset(Base.metadata.tables)


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leaves the tables of Procrastinate and of Rasa's tracker store out of comparisons."""
    return kind != "table" or name in OWN_TABLES


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=_is_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
