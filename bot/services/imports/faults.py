"""What is wrong with a file, cell by cell, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import EnlaceError

SHOWN = 30
"""How many faults are told at once; a wrong column gives one for every row."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault."""

    line: int
    """The line of the file on which its row begins, counted from 1; 0 where it is the file's."""
    column: str
    """The column's name; empty where it is the row's or the file's."""
    sentence: str
    """What is wrong and how to mend it."""

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [f"column {self.column}"] if self.column else []
        return f"{', '.join(where)}: {self.sentence}" if where else self.sentence


class ImportRefused(EnlaceError):
    """A file that was not imported, no part of it, with all that is wrong with it."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        count = len(self.faults)
        lines = [f"  {fault}" for fault in self.faults[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  and {count - SHOWN} more")
        fault = "1 fault" if count == 1 else f"{count} faults"
        super().__init__("\n".join([f"{name} has {fault}, so nothing was imported:", *lines]))
