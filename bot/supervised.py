"""What a process knows of the one that started it; it ends with it, however that one ended."""

import os
import signal
import threading

STANDARD_INPUT = 0
VARIABLE = "ENLACE_SUPERVISED"
"""Set by a parent that holds the other end of standard input open while it lives."""
START_VARIABLE, START_HEADER = "ENLACE_START", "Enlace-Start"
"""The name of one start, for its parts; `/readyz` tells it, so that nobody takes another service
that has the port for the one just started."""
PATIENCE_SECONDS = 15.0
"""How long a process may take to finish what it has under way."""


def end_with_parent() -> None:
    """Watches standard input, where a parent asked for it, and stops in order at its end."""
    if os.environ.get(VARIABLE):
        threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    while os.read(STANDARD_INPUT, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(PATIENCE_SECONDS)
    os._exit(0)
