"""The pages of the documentation, and what stands in them as code."""

import re
from functools import cache
from pathlib import Path

from bot.settings import ROOT

NOT_OURS = frozenset({".venv", ".tools", "node_modules", ".git", ".pytest_cache", ".hypothesis"})
_CODE = re.compile(r"`([^`\n]+)`|^    (.+)$", re.MULTILINE)


@cache
def pages() -> list[Path]:
    """Every Markdown file of the project."""
    found: list[Path] = []
    for folder, folders, files in ROOT.walk():
        folders[:] = [name for name in folders if name not in NOT_OURS]
        found += [folder / name for name in files if name.endswith(".md")]
    return sorted(found)


@cache
def all_text() -> str:
    """All pages, one after another."""
    return "\n".join(path.read_text("utf-8") for path in pages())


def code(text: str) -> list[str]:
    """What a page shows as code: between backticks, or in lines set in by four spaces."""
    return [inline or block for inline, block in _CODE.findall(text)]
