"""Which of our messages has an approved template, and what fills it."""

from pathlib import Path

from bot.conversation.catalog import LOCALES, PLACEHOLDER, read_catalog
from bot.conversation.render import Rendered
from bot.conversation.templates import template_of
from bot.services.content import ApprovedTemplate, load

SID = "HX" + "1" * 32
APPROVED = {"told": ApprovedTemplate(variables=["day", "who"], sids={"en": SID})}
DEMO = Path(__file__).parents[2] / "content" / "demo"


def rendered(values: dict[str, str], key: str = "told", language: str = "en") -> Rendered:
    return Rendered(key, language, "any text", [], values)


def test_a_template_is_filled_in_the_order_of_its_variables_and_on_one_line() -> None:
    filled = template_of(rendered({"who": "Ana\nand  Luis", "day": "Saturday"}), APPROVED)
    assert filled == {"sid": SID, "variables": {"1": "Saturday", "2": "Ana and Luis"}}


def test_there_is_none_for_other_messages_languages_and_empty_values() -> None:
    values = {"who": "Ana", "day": "Saturday"}
    assert template_of(rendered(values, key="other"), APPROVED) is None
    assert template_of(rendered(values, language="es"), APPROVED) is None
    assert template_of(rendered({"who": " ", "day": "Saturday"}), APPROVED) is None


def test_the_rehearsals_templates_fit_the_texts() -> None:
    content = load(DEMO)
    written = content.texts()
    assert content.templates
    for key, template in content.templates.items():
        for language in template.sids:
            message = read_catalog(LOCALES, language, "enlace").get(key)
            text = str(message.string) if message else written[key][language]
            assert set(template.variables) <= set(PLACEHOLDER.findall(text))
