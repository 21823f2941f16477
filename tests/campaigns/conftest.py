"""A service as far as campaigns go, on a PostgreSQL of this process."""

from tests.reminders.conftest import office

__all__ = ["office"]
