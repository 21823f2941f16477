"""What staff give to `enlace campaign`, checked as it is read."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from bot.conversation.catalog import supported_languages
from bot.services import links
from bot.services.campaigns import ALL_STATES
from bot.store.numbers import LARGEST_NUMBER


def _some(value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise typer.BadParameter("give a name")
    return value.strip() if value else None


def _one_of(names: tuple[str, ...]) -> Callable[[str | None], str | None]:
    def check(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f"{value} is none of: {', '.join(names)}")
        return value

    return check


def _texts(value: list[str] | None) -> list[str] | None:
    for each in value or ():
        language, is_given, text = each.partition("=")
        if not (is_given and text.strip() and language in supported_languages()):
            raise typer.BadParameter(
                f"give a language and the text, such as {supported_languages()[0]}=Hello"
            )
    return value


def _phone(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return format_number(parse(value, "US"), PhoneNumberFormat.E164)
    except NumberParseException as error:
        raise typer.BadParameter(f"{value} is no phone number") from error


def by_language(texts: list[str] | None) -> dict[str, str]:
    """The texts of `--text`, by language."""
    parts = (each.partition("=") for each in texts or ())
    return {language: said.strip() for language, _, said in parts}


Number = Annotated[
    int, typer.Argument(metavar="ID", help="the number of the campaign", min=1, max=LARGEST_NUMBER)
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="who does it", callback=_some)]
Name = Annotated[str, typer.Option(help="what staff call it", callback=_some)]
NewName = Annotated[str | None, typer.Option("--name", help="what staff call it", callback=_some)]
Texts = Annotated[
    list[str] | None,
    typer.Option("--text", metavar="LANGUAGE=TEXT", help="once a language", callback=_texts),
]
Template = Annotated[
    str | None, typer.Option(metavar="KEY", help="a text of the content pack instead")
]
Topic = Annotated[
    str | None,
    typer.Option(metavar="INTENT", help="what a yes asks for", callback=_one_of(links.TOPICS)),
]
Organization = Annotated[str | None, typer.Option(metavar="ID", help="only its residents")]
Link = Annotated[str | None, typer.Option(metavar="CODE", help="only who wrote by this link")]
Zips = Annotated[list[str] | None, typer.Option("--zip", help="only from there; may be repeated")]
Interest = Annotated[
    str | None, typer.Option(metavar="ANSWER", help="only who chose it in the survey")
]
State = Annotated[
    str | None,
    typer.Option(
        help="only who stands there, such as license:granted", callback=_one_of(ALL_STATES)
    ),
]
Language = Annotated[
    str | None,
    typer.Option(help="only who is written to in it", callback=_one_of(supported_languages())),
]
Everybody = Annotated[bool, typer.Option("--everybody", help="all who agreed")]
LastDay = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="the last day it goes out"),
]
OwnPhone = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="send it to this phone, too", callback=_phone),
]
