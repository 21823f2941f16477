"""What a campaign says: staff's words, who writes and how to end it, and the answers it offers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.catalog import Catalog
from bot.conversation.channel import Medium
from bot.conversation.phones import national
from bot.conversation.render import Rendered, render
from bot.conversation.replies import Choice, Phrase, Reply
from bot.services import campaigns
from bot.services.campaigns import Audience, Draft
from bot.services.content import Content
from bot.store.models import Campaign, Organization

FRAME: Final = "campaigns.frame"
MOST_SEGMENTS: Final = 2
NOT_NOW: Final = Choice(label=Phrase(key="reminders.not_now"), intent="goodbye")


class CampaignTexts:
    """Puts campaigns of one content pack into words."""

    def __init__(self, content: Content, catalog: Catalog, media: Mapping[str, Medium]) -> None:
        """`media` are all that residents may have written on."""
        self._content = content
        self._catalog = catalog
        self._media = media

    def of_template(self, key: str) -> tuple[str, dict[str, str]]:
        """A text of the content pack by its key, with or without `content.`, and in all languages.

        Raises `NotPossible` where there is none.
        """
        texts = self._content.texts()
        whole = key if key in texts else f"content.{key}"
        if whole not in texts:
            raise campaigns.NotPossible(
                f"The content pack has no text {key}: a key is the way to it in the pack, such as "
                "answers.ask_cost.0."
            )
        return whole, dict(texts[whole])

    async def faults(self, session: AsyncSession, draft: Draft) -> list[str]:
        """Why nobody should get this, a sentence each; none where it is fit."""
        content = self._content
        phones = await session.scalars(select(Organization.phone))
        known = "\n".join(
            [text for each in content.texts().values() for text in each.values()]
            + [phone for phone in phones if phone]
        )
        found = campaigns.faults(
            draft.texts, content.city.languages, known, content.city.link_domains
        )
        if found:
            return found
        values = await self.values(session, draft.audience)
        if unknown := sorted(campaigns.named(draft.texts) - set(values)):
            return [
                f"Nothing is known to fill in {', '.join(unknown)}: "
                "choose an --organization that has it."
            ]
        return [
            f"On {channel} in {language} it takes {count} segments: cut it to {MOST_SEGMENTS}."
            for (channel, language), count in self._segments(draft, values).items()
            if count > MOST_SEGMENTS
        ]

    async def values(self, session: AsyncSession, audience: Audience) -> dict[str, str]:
        """What the placeholders are filled with, where it is known."""
        values = {"city": self._content.city.name}
        organization = None
        if audience.organization:
            organization = await session.get(Organization, audience.organization)
        if organization:
            values["organization"] = organization.name
        if organization and organization.phone:
            values["phone"] = national(organization.phone)
        return values

    def message(
        self, campaign: Campaign | Draft, values: Mapping[str, str], language: str, channel: Medium
    ) -> Rendered:
        """The message as a channel shows it; by its template's key, where it has one."""
        said = {lang: campaigns.fill(text, values) for lang, text in campaign.texts.items()}
        args = {"city": self._content.city.name, "said": {"$words": said}}
        reply = Reply(key=FRAME, args=args, choices=_choices(campaign.topic))
        shown = render(reply, self._catalog[language], channel)
        return replace(shown, key=campaign.template or FRAME, values=dict(values))

    def _segments(self, draft: Draft, values: Mapping[str, str]) -> dict[tuple[str, str], int]:
        return {
            (channel.name, language): count
            for channel in self._media.values()
            for language in draft.texts
            if (count := channel.segments(self.message(draft, values, language, channel).text))
        }


def _choices(topic: str | None) -> tuple[Choice, ...]:
    if topic is None:
        return ()
    return (Choice(label=Phrase(key="campaigns.more"), intent=topic), NOT_NOW)
