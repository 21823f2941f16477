"""Pages that need a database have one of their own."""

from tests.services.conftest import postgres_url, store

__all__ = ["postgres_url", "store"]
