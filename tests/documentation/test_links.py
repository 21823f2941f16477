"""Links between pages lead somewhere, to the heading they name included."""

import re
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.documentation.pages import pages

_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_ELSEWHERE = re.compile(r"^[a-z]+:")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    if not path.exists():
        return True
    return bool(anchor) and path.suffix == ".md" and anchor not in anchors(path)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    links = [first or second for first, second in _LINK.findall(page.read_text("utf-8"))]
    local = [link for link in links if not _ELSEWHERE.match(link)]
    assert [link for link in local if leads_nowhere(page, link)] == []
