"""Tables of staff's commands."""

from rich.box import SIMPLE_HEAD
from rich.table import Table


def folded(*columns: str) -> Table:
    """An empty table that cuts nothing off in a narrow window."""
    table = Table(*columns, box=SIMPLE_HEAD)
    for column in table.columns:
        column.overflow = "fold"
    return table
