"""Brings a database's schema up to date when the service starts."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from bot.errors import SetupError
from bot.store.database import driver_url
from bot.store.secrets import Vault

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_305_100_823
"""Advisory lock: of several processes that start at once, one upgrades and the others wait."""


def alembic_config(connection: Connection, vault: Vault) -> Config:
    """Alembic's configuration for one connection, and for what is kept encrypted."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["vault"] = vault
    return config


def upgrade(url: str, vault: Vault) -> None:
    """Applies the migrations that are missing; raises `SetupError` without a database."""
    try:
        engine = create_engine(driver_url(url))
    except ArgumentError as error:  # the address may hold a password, so it is not repeated
        raise SetupError(
            "ENLACE_DATABASE_URL is no address of a database: write it as "
            "postgresql://user:password@host/name."
        ) from error
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            command.upgrade(alembic_config(connection, vault), "head")
    except OperationalError as error:
        where = make_url(url).render_as_string(hide_password=True)
        raise SetupError(
            f"The database {where} cannot be used: start it, or correct ENLACE_DATABASE_URL. "
            f"({str(error.orig).splitlines()[0]})"
        ) from error
    finally:
        engine.dispose()
