"""Every command is documented, and every command that is documented exists."""

import re
from functools import cache
from typing import Any

import pytest
import typer

from bot.cli import app
from bot.cli.commands import MODULES
from bot.settings import ROOT
from tests.documentation.pages import all_text, code

COMMANDS: Any = typer.main.get_command(app)
MAKE_TARGETS = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@cache
def documented(program: str) -> list[list[str]]:
    """The words after a program's name, wherever a page shows it as code."""
    call = re.compile(rf"(?:^|[\s/]){program} ([^|>&;#]+)")
    return [found[1].split() for line in code(all_text()) for found in call.finditer(line)]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_command_is_documented(name: str) -> None:
    assert any(words[0] == name for words in documented("enlace"))


@pytest.mark.parametrize("name", MAKE_TARGETS)
def test_every_make_target_is_documented(name: str) -> None:
    assert any(words[0] == name for words in documented("make"))


def test_every_documented_command_exists_with_its_options() -> None:
    unknown = [" ".join(words) for words in documented("enlace") if not exists(words)]
    assert unknown == []


def test_every_documented_make_target_exists() -> None:
    assert {words[0] for words in documented("make")} <= {*MAKE_TARGETS, "help"}


def exists(words: list[str]) -> bool:
    """Whether `enlace` knows the command and each of its options."""
    first, *rest = words
    options = {word.split("=")[0] for word in rest if word.startswith("--")}
    if first == "--help":
        return True
    command = COMMANDS.get_command(None, first)
    if command and "commands" in vars(command) and rest:  # a group, such as `enlace cases`
        command = command.commands.get(rest[0])
    if command is None:
        return False
    known = {name for option in command.params for name in option.opts}
    return options <= known | {"--help"}
