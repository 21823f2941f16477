"""What each part of a running service takes: processor time and memory."""

from pathlib import Path

import psutil

from tests.harness.service import RunningService


def processes(service: RunningService) -> dict[str, list[psutil.Process]]:
    """The service's processes by part; PostgreSQL's own with it."""
    lines = (service.data_dir / "postgresql" / "postmaster.pid").read_text().splitlines()
    postgres = psutil.Process(int(lines[0]))
    return {
        "serve": [psutil.Process(service.process.pid)],
        "postgres": [postgres, *postgres.children(recursive=True)],
        **{name: service.parts(name) for name in ("rasa", "web", "worker")},
    }


SHARED = "PostgreSQL's shared memory"
"""What its processes share: of a fixed size (`shared_memory_size`, 150 MB), nine tenths of it for
pages of tables (`shared_buffers`). It fills until so much is stored, and stays so."""


def memory(service: RunningService) -> dict[str, float]:
    """Proportional set size of the service's processes, by part, in MB."""
    found = processes(service)
    sizes = {name: sum(_size(each, "Pss") for each in those) for name, those in found.items()}
    shared = sum(_size(each, "Pss_Shmem") for each in found["postgres"])
    return {**sizes, "postgres": sizes["postgres"] - shared, SHARED: shared}


def print_memory(service: RunningService) -> None:
    """Prints the memory of each part and of all."""
    sizes = memory(service)
    each = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())
    print(f"memory {sum(sizes.values()):.0f} MB: {each}", flush=True)


class ProcessorTime:
    """Processor time of each part since this was made; that of phones and provider, too.

    It depends less than latencies on what else the machine does, yet on a busy one it may be
    twice as much: compare under like load.
    """

    def __init__(self, service: RunningService, provider: int | None = None) -> None:
        """`provider` is the process of a stand-in, where it is not this one."""
        self._service = service
        self._provider = provider
        self._begun = self._spent()

    def line(self, count: int, what: str = "a turn") -> str:
        """Milliseconds for each of so many turns, or of something else, by part."""
        spent = self._spent()
        parts = {name: 1000 * (spent[name] - self._begun[name]) / count for name in spent}
        each = ", ".join(f"{name} {ms:.1f}" for name, ms in parts.items())
        return f"processor time {what} {sum(parts.values()):.1f} ms: {each}"

    def _spent(self) -> dict[str, float]:
        parts = {**processes(self._service), "phones and provider": [psutil.Process()]}
        if self._provider is not None:
            parts["stand-in"] = [psutil.Process(self._provider)]
        return {name: sum(map(_seconds, found)) for name, found in parts.items()}


def _size(process: psutil.Process, of: str) -> float:
    """One of the sizes that Linux tells of a process (proc(5), smaps_rollup), in MB."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:  # PostgreSQL's own come and go
        return 0.0
    kilobytes = next((line.split()[1] for line in lines if line.startswith(f"{of}:")), 0)
    return int(kilobytes) * 1024 / 1e6


def _seconds(process: psutil.Process) -> float:
    """That of its children that ended is left out: PostgreSQL's few short ones, all else stays."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system
