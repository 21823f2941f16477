"""A service as far as campaigns go, on a PostgreSQL of this process."""

from tests.reminders.conftest import office
from tests.services.conftest import postgres_url, store

__all__ = ["office", "postgres_url", "store"]
