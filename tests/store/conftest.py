"""The store on a PostgreSQL of its own."""

from tests.services.conftest import postgres_url

__all__ = ["postgres_url"]
