"""The command line, `enlace` (design §5)."""

import sys

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.cli import cases, chat, data, licenses, parts, serve, understanding, workshops
from bot.errors import EnlaceError

app = typer.Typer(
    name="enlace",
    help="A bilingual assistant for free internet, courses and workshops.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (serve, parts, chat, data, cases, licenses, workshops, understanding):
    module.add_to(app)

FAILED = 1


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


def _fail(message: str) -> None:
    line = f"[red]enlace:[/red] {escape(message)}"
    Console(stderr=True).print(line, highlight=False, soft_wrap=True)
    sys.exit(FAILED)
