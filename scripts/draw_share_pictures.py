"""Draws what messengers show of a forwarded link: 1200 x 630, one a language (Open Graph).

`.venv/bin/python -m scripts.draw_share_pictures` writes `bot/web/static/share/<language>.png`.
"""

import shutil

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import sync_playwright

from bot.settings import ROOT
from bot.web.strings import LANGUAGES, strings

STATIC = ROOT / "bot" / "web" / "static"
SIZE = {"width": 1200, "height": 630}
STYLE = """
body { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 56px;
  width: 1200px; height: 630px; padding: 0 72px; background: #faf6ef; }
.mark { width: 264px; height: 216px; }
p { font-size: 62px; font-weight: 750; line-height: 1.14; letter-spacing: -0.02em;
  white-space: pre-line; }
small { display: block; margin-top: 36px; font-size: 34px; font-weight: 400; color: #4d5f65; }
"""


def main() -> None:
    """Draws them."""
    templates = Environment(
        loader=FileSystemLoader(ROOT / "bot" / "web" / "templates"), autoescape=True
    )
    mark = templates.get_template("mark.svg.html").render()
    base = (STATIC / "base.css").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        for language in LANGUAGES:
            t = strings(language)
            words = templates.from_string("<p>{{ big }}<small>{{ small }}</small></p>").render(
                big=t("landing.headline"), small=t("link.picture.foot")
            )
            page.set_content(f"<style>{base}{STYLE}</style>{mark}{words}")
            page.screenshot(path=STATIC / "share" / f"{language}.png")
        browser.close()


if __name__ == "__main__":
    main()
