"""Writes what the documentation says of the settings, from the settings themselves.

`.venv/bin/python -m scripts.write_settings` renews the table in `docs/operators.md` and
`.env.example`; a test fails where either is out of date.
"""

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from bot.settings import ROOT, Settings

TABLE_FILE = ROOT / "docs" / "operators.md"
EXAMPLE_FILE = ROOT / ".env.example"
BEGIN = "<!-- settings: written by scripts/write_settings.py -->"
END = "<!-- settings: end -->"

EXAMPLE_HEAD = """\
# The settings of Enlace. Copy this file to .env and set what you need; what is left out keeps its
# default.
#
# docs/operators.md says more.
"""


def main() -> None:
    """Renews both files."""
    TABLE_FILE.write_text(with_table(TABLE_FILE.read_text("utf-8")), "utf-8")
    EXAMPLE_FILE.write_text(example(), "utf-8")


def with_table(page: str) -> str:
    """The page with the table of today's settings between the marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_table()}{END}{after}"


def example() -> str:
    """An environment file that names every setting, each commented out."""
    parts = [
        f"\n# {_sentence(field)}\n# {field.alias}={_plain_default(field)}\n"
        for field in Settings.model_fields.values()
    ]
    return EXAMPLE_HEAD + "".join(parts)


def _table() -> str:
    rows = [
        f"| `{field.alias}` | {_shown_default(field)} | {_sentence(field)} |"
        for field in Settings.model_fields.values()
    ]
    return "\n".join(["| setting | default | what for |", "| --- | --- | --- |", *rows, ""])


def _sentence(field: FieldInfo) -> str:
    text = field.description or ""
    return f"{text[:1].upper()}{text[1:]}."


def _shown_default(field: FieldInfo) -> str:
    plain = _plain_default(field)
    return f"`{plain}`" if plain else "unset"


def _plain_default(field: FieldInfo) -> str:
    """The default as somebody would write it; empty where there is none."""
    if field.default_factory is not None:
        return ".enlace"  # of the data directory; the page says where root's is
    default: Any = field.default
    if isinstance(default, Path):
        return default.relative_to(ROOT).as_posix()
    if isinstance(default, bool):
        return str(int(default))
    return "" if default is None else str(default)


if __name__ == "__main__":
    main()
