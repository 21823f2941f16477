"""Keeps the garbage collector from looking again and again through what stays for good."""

import gc


def set_aside() -> None:
    """Leaves out of every later collection what was loaded so far.

    Once a process is ready, nearly all of its objects stay until it ends: modules, texts, models. A
    full collection that goes through them stops everything for 100 ms or more, in the middle of
    somebody's turn.
    """
    gc.collect()
    gc.freeze()
