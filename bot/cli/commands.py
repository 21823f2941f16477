"""The commands by name; each one's module is loaded when it is called.

`enlace serve` only watches, for as long as the service runs: what the other commands need would
stay in its memory for nothing.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

MODULES: Final[Mapping[str, str]] = {
    "serve": "serve",
    "demo": "serve",
    "web": "parts",
    "worker": "parts",
    "rasa": "parts",
    "prepare": "parts",
    "chat": "chat",
    "import": "data",
    "export": "data",
    "cases": "cases",
    "licenses": "licenses",
    "link": "link",
    "workshops": "workshops",
    "doctor": "doctor",
    "remind": "remind",
    "campaign": "campaign",
    "train": "understanding",
    "parse": "understanding",
    "evaluate": "understanding",
}
"""Where a command is: a module of `bot.cli`, whose `add_to` registers it."""


class Commands(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order in which help lists them."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by name; None where there is none."""
        if cmd_name not in MODULES:
            return None
        part = typer.Typer(add_completion=False)
        part.callback()(lambda: None)  # a group, also where the module has one command only
        import_module(f"bot.cli.{MODULES[cmd_name]}").add_to(part)
        group = typer.main.get_group(part)
        return group.get_command(ctx, cmd_name)
