"""The pages of the documentation, and what stands in them as code."""

import re
from pathlib import Path

from bot.settings import ROOT

NOT_OURS = frozenset({".venv", ".tools", "node_modules", ".git", ".pytest_cache", ".hypothesis"})
_CODE = re.compile(r"`([^`\n]+)`|^    (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """Every Markdown file of the project."""
    return sorted(
        path
        for path in ROOT.rglob("*.md")
        if not NOT_OURS & set(path.relative_to(ROOT).parts) and "seeds" not in path.parts
    )


def all_text() -> str:
    """All pages, one after another."""
    return "\n".join(path.read_text("utf-8") for path in pages())


def code(text: str) -> list[str]:
    """What a page shows as code: between backticks, or in lines set in by four spaces."""
    return [inline or block for inline, block in _CODE.findall(text)]
