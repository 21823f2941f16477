"""Writing a campaign, and changing what was written."""

from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.application import Application
from bot.cli.beside import run_beside
from bot.cli.campaign import options as given
from bot.errors import EnlaceError
from bot.services import campaigns
from bot.services.campaigns import Desk, Draft, Wish


def create(
    name: given.Name,
    by: given.By,
    text: given.Texts = None,
    template: given.Template = None,
    topic: given.Topic = None,
    organization: given.Organization = None,
    link: given.Link = None,
    zip_code: given.Zips = None,
    interest: given.Interest = None,
    state: given.State = None,
    language: given.Language = None,
    everybody: given.Everybody = False,
    last_day: given.LastDay = None,
) -> None:
    """Write a message and say whom it is for; the last line printed is its number."""
    if bool(text) == bool(template):
        raise typer.BadParameter("give either --text in each language, or --template")
    wish = Wish(organization, link, _each_once(zip_code), interest, state, language)
    if everybody == (wish != Wish()):
        raise typer.BadParameter("say whom it is for, or give --everybody alone")

    async def work(application: Application, console: Console) -> None:
        texts = application.campaign_texts
        key, said = texts.of_template(template) if template else (None, given.by_language(text))
        async with application.database.transaction() as session:
            audience = await wish.checked(session, application.content)
            until = last_day.date() if last_day else None
            draft = Draft(name, said, audience, topic, key, until)
            await _check(application, session, draft)
            number = (await desk(application, session, by).create(draft)).id
        _warn(draft, console)
        console.print(str(number))

    run_beside(work)


def edit(
    campaign_id: given.Number,
    by: given.By,
    name: given.NewName = None,
    text: given.Texts = None,
    template: given.Template = None,
    topic: given.Topic = None,
    no_topic: Annotated[bool, typer.Option("--no-topic", help="it asks nothing")] = False,
    organization: given.Organization = None,
    link: given.Link = None,
    zip_code: given.Zips = None,
    interest: given.Interest = None,
    state: given.State = None,
    language: given.Language = None,
    everybody: given.Everybody = False,
    last_day: given.LastDay = None,
) -> None:
    """Change what has not started; what is not given stays, an approval is taken back.

    Whom it is for is given anew as a whole.
    """
    if text and template:
        raise typer.BadParameter("give either --text or --template")
    if topic and no_topic:
        raise typer.BadParameter("give either --topic or --no-topic")
    wish = Wish(organization, link, _each_once(zip_code), interest, state, language)
    if everybody and wish != Wish():
        raise typer.BadParameter("say whom it is for, or give --everybody alone")
    is_for_others = everybody or wish != Wish()
    if not (name or text or template or topic or no_topic or is_for_others or last_day):
        raise typer.BadParameter("say what is to be changed")

    async def work(application: Application, console: Console) -> None:
        async with application.database.transaction() as session:
            own = desk(application, session, by)
            draft = await own.draft(campaign_id)
            if name:
                draft = replace(draft, name=name)
            if text:
                said = {**draft.texts, **given.by_language(text)}
                draft = replace(draft, texts=said, template=None)
            if template:
                key, said = application.campaign_texts.of_template(template)
                draft = replace(draft, texts=said, template=key)
            if topic or no_topic:
                draft = replace(draft, topic=topic)
            if is_for_others:
                audience = await wish.checked(session, application.content)
                draft = replace(draft, audience=audience)
            if last_day:
                draft = replace(draft, last_day=last_day.date())
            await _check(application, session, draft)
            was_approved = await own.edit(campaign_id, draft)
        _warn(draft, console)
        console.print(f"Campaign {campaign_id} is changed.")
        if was_approved:
            console.print("Its approval is taken back: somebody else has to approve it again.")

    run_beside(work)


def desk(application: Application, session: AsyncSession, by: str) -> Desk:
    """Somebody at work on campaigns."""
    rules, now = application.content.campaigns, application.clock.now()
    return Desk(session, rules, by, now, application.zone)


async def _check(application: Application, session: AsyncSession, draft: Draft) -> None:
    if faults := await application.campaign_texts.faults(session, draft):
        raise EnlaceError("\n".join(faults))


def _warn(draft: Draft, console: Console) -> None:
    for warning in campaigns.warnings(draft.texts):
        console.print(Text(warning))


def _each_once(zip_codes: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(zip_codes or ())))
