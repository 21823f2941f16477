"""Migrations stand in one line, so that a database has one way up."""

from alembic.script import ScriptDirectory

from bot.store.schema import MIGRATIONS


def test_each_follows_the_one_before() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    line = [script.revision for script in scripts.walk_revisions("base", "heads")][::-1]
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    assert [file.name.partition("_")[0] for file in files] == line
