"""The command line, `enlace` (design §5)."""

import os
import sys
import tempfile
import traceback

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.cli.commands import Commands
from bot.errors import EnlaceError
from bot.supervised import VARIABLE

app = typer.Typer(
    cls=Commands,
    name="enlace",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FAILED = 1


@app.callback()
def enlace() -> None:
    """A bilingual assistant for free internet, courses and workshops."""


def main() -> None:
    """Runs a command; an error is one sentence and a way out, never a traceback."""
    try:
        app()
    except EnlaceError as error:
        _fail(str(error))
    except ValidationError as error:
        fault = error.errors()[0]
        _fail(f"The setting {'.'.join(map(str, fault['loc']))} is not valid: {fault['msg']}.")
    except OSError as error:
        _fail(f"{error.strerror or type(error).__name__}: {error.filename or 'the system'}.")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if VARIABLE in os.environ:  # a part of the service: its log is where faults are looked for
            raise
        _fail(
            f"A fault of Enlace's own ({type(error).__name__}): please report it with the file "
            f"{_kept_traceback()}."
        )


def _kept_traceback() -> str:
    """The path of a file with the error's traceback, readable by its owner only."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="enlace-fault-", suffix=".txt", encoding="utf-8", delete=False
    ) as file:
        traceback.print_exc(file=file)
    return file.name


def _fail(message: str) -> None:
    line = f"[red]enlace:[/red] {escape(message)}"
    Console(stderr=True).print(line, highlight=False, soft_wrap=True)
    sys.exit(FAILED)
