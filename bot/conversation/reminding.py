"""Writes the reminders that are due: one message a person, however many are due at once."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.bulk import Letter, new_ids, store
from bot.conversation.catalog import Catalog
from bot.conversation.channel import Medium
from bot.conversation.decent_hours import DecentHours
from bot.conversation.decision import DEFAULT_LANGUAGE
from bot.conversation.looks import Looks
from bot.conversation.reminder_texts import ReminderTexts, in_words
from bot.conversation.render import Rendered, render
from bot.conversation.replies import Phrase, Reply
from bot.conversation.templates import template_of
from bot.metrics import REMINDERS
from bot.services import reminders
from bot.services.content import Content
from bot.services.reminders import PURPOSES, Due, Moment, Search

BATCH: Final = 4_000
"""Reminders of one kind that are written in one transaction. Where very many are due at once, to
find the next takes as long as to find all; yet while those found are read, the worker does nothing
else: 0.2 s and more for 10,000."""
AT_ONCE: Final = 200
"""Reminders that are written at once: turns that the same worker takes wait for that."""
MOST_JOINED: Final = 4
"""Segments of a message that joins several reminders: as many as two messages may have."""


@dataclass(frozen=True)
class Written:
    """A reminder in words, by itself and without its question."""

    due: Due
    channel: Medium
    whole: Rendered
    told: str


class Reminding:
    """The reminders of one content pack, on the channels that are set up."""

    def __init__(
        self,
        content: Content,
        catalog: Catalog,
        channels: Mapping[str, Medium],
        hours: DecentHours,
        zone: ZoneInfo,
    ) -> None:
        self._content = content
        self._catalog = catalog
        self._channels = channels
        self._hours = hours
        self._zone = zone
        self._texts = ReminderTexts(content, zone)
        self._search = Search(content.reminders, zone, channels)
        self._looks = Looks(self._search, list(content.reminders.kinds))

    async def remind(self, session: AsyncSession, now: datetime) -> bool:
        """Writes what is due, up to `BATCH` of each kind; whether there may be more.

        In one transaction with the note that it was written: whatever crashes, each goes out once.
        """
        is_decent = self._hours.opens(now) is None
        found, is_more = await self._looks.find(session, now, is_decent, BATCH)
        await reminders.plan(session, anew=True)
        await self._give_up(session, [due for due in found if due.is_over], now)
        written = await self._write(session, [due for due in found if not due.is_over], now)
        people = _by_person(written)
        ids = await new_ids(session, len(people))
        for some in batched(zip(ids, people, strict=True), AT_ONCE):
            await self._send(session, {said: self._together(theirs) for said, theirs in some}, now)
        return is_more

    async def overview(self, session: AsyncSession, now: datetime, most: int) -> list[Due]:
        """What `remind` would do now, and what is held back, up to `most` of each kind."""
        moment = Moment(now, self._hours.opens(now) is None)
        return [
            due
            for kind in self._content.reminders.kinds
            for due in await self._search.find(session, kind, moment, most, include_held=True)
        ]

    async def no_longer_due(
        self, session: AsyncSession, outbound_ids: Collection[int], now: datetime
    ) -> set[int]:
        """Which of these messages remind of what does not hold any more."""
        rules = self._content.reminders
        return await reminders.no_longer_due(session, rules, outbound_ids, now, self._zone)

    async def _give_up(self, session: AsyncSession, dues: Sequence[Due], now: datetime) -> None:
        for some in batched(dues, AT_ONCE):
            for due in await reminders.claim(session, [(due, None) for due in some], now):
                REMINDERS.labels(due.kind, due.hold or "late").inc()

    async def _write(
        self, session: AsyncSession, dues: Sequence[Due], now: datetime
    ) -> list[Written]:
        known = await self._texts.sessions(session, dues)
        missed = {due.facts["session"] for due in dues if self._tells_next(due)}
        next_ones = {
            each: await self._texts.next_ones(session, known[each], now) for each in missed
        }
        alike: dict[tuple[str, str | None, str, str], Written] = {}
        written = []
        for some in batched(dues, AT_ONCE):
            for due in some:  # what says the same is rendered once
                key = (due.kind, due.language, due.channel, in_words(due.facts))
                if key not in alike:
                    alike[key] = self._render(due, self._texts.reply(due, known, next_ones))
                written.append(self._for_one(due, alike[key]))
            await asyncio.sleep(0)  # others' turn
        return written

    def _render(self, due: Due, reply: Reply) -> Written:
        """A reminder in the resident's language, as the channel shows it."""
        channel = self._channels[due.channel]
        texts = self._catalog[due.language or DEFAULT_LANGUAGE]
        told = texts.text(Phrase(key=f"{reply.key}.told", args=reply.args))
        return Written(due, channel, render(reply, texts, channel), channel.fit(told))

    def _for_one(self, due: Due, alike: Written) -> Written:
        """The same for somebody else: only what its choices stand for is theirs."""
        meant = self._texts.meant(due)
        choices = [
            {**shown, "entities": entities}
            for shown, entities in zip(alike.whole.choices, meant, strict=True)
        ]
        return replace(alike, due=due, whole=replace(alike.whole, choices=choices))

    def _together(self, theirs: Sequence[Written]) -> list[Written]:
        """What goes out in one message, what is most urgent last; what does not fit, waits."""
        most_urgent, *rest = theirs
        joined = [most_urgent]
        if template_of(most_urgent.whole, self._content.templates):  # which says just this one
            return joined
        for each in rest:
            text = _joined_text([each, *joined])
            is_alike = PURPOSES[self._topic(each)] == PURPOSES[self._topic(most_urgent)]
            if is_alike and (each.channel.segments(text) or 1) <= MOST_JOINED:
                joined.insert(0, each)
        return joined

    async def _send(
        self, session: AsyncSession, groups: Mapping[int, Sequence[Written]], now: datetime
    ) -> None:
        claims = [(each.due, said) for said, group in groups.items() for each in group]
        claimed = await reminders.claim(session, claims, now)
        ours = {id(due) for due in claimed}
        letters = {
            outbound_id: self._letter(left)
            for outbound_id, group in groups.items()
            if (left := [each for each in group if id(each.due) in ours])
        }
        await store(session, letters, self._content.templates, now)
        for due in claimed:
            REMINDERS.labels(due.kind, "written").inc()

    def _letter(self, group: Sequence[Written]) -> Letter:
        last = group[-1]
        return Letter(
            last.due.conversation_id,
            last.channel,
            replace(last.whole, text=_joined_text(group)),
            PURPOSES[self._topic(last)],
            last.due.expires_at,
        )

    def _topic(self, written: Written) -> str:
        return self._content.reminders.kinds[written.due.kind].topic

    def _tells_next(self, due: Due) -> bool:
        return self._content.reminders.kinds[due.kind].follows == "session_missed"


def _joined_text(group: Sequence[Written]) -> str:
    *first, last = group
    return "\n".join([*(each.told for each in first), last.whole.text])


def _by_person(written: Sequence[Written]) -> list[list[Written]]:
    """What is due for each, the most urgent first; in one order, so that two schedulers never wait
    for each other.
    """
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Written]] = defaultdict(list)
    for each in sorted(written, key=lambda each: each.due.expires_at):
        found[each.due.resident_id, each.due.conversation_id].append(each)
    return [found[person] for person in sorted(found)]
