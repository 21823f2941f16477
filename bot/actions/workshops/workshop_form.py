"""`workshop_form`: a session is found and a seat in it booked, in one conversation."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from bot.actions.base import Heard
from bot.actions.field import Field, Told
from bot.actions.form import Beginning, Completion, Form
from bot.actions.workshops.attendee_fields import (
    AttendeeField,
    FirstNameField,
    attendees_of,
)
from bot.actions.workshops.booking_field import bookings_of, page_of, picked_page
from bot.actions.workshops.coming import ComingField, confirm
from bot.actions.workshops.names import SOMEBODY
from bot.actions.workshops.options import named_by, number_of, option_of
from bot.actions.workshops.outcomes import (
    look_further,
    mine_reply,
    outcomes_replies,
    what_next,
    what_of_mine,
)
from bot.actions.workshops.search import look, wanted_in
from bot.actions.workshops.search_field import SearchField
from bot.actions.workshops.session_field import SessionField
from bot.actions.workshops.taking_offers import OfferField, take_offer
from bot.conversation.replies import Reply
from bot.services import workshops
from bot.services.phrases import says
from bot.services.workshops import Already, Attendee, Conflict, InLine, Registered, Request
from bot.store.models import SELF

NOTHING_KNOWN = "nothing_known"
"""Told where no session to come is known at all."""
MINE = "mine"
"""Told where somebody asks what they have booked: how many of them they have seen."""


class WorkshopForm(Form):
    """What is looked for, which session, and who comes; or an offered seat, which is taken."""

    NAME = "workshop_form"
    COMPLETES = "action_book_workshop"
    INTENTS = frozenset({"find_workshops", "book_workshop"})

    def make_fields(self) -> Sequence[Field]:
        """In the order they are asked."""
        return (
            OfferField(self.toolbox),
            ComingField(self.toolbox),
            SearchField(self.toolbox, self.slot),
            SessionField(self.toolbox),
            AttendeeField(self.toolbox),
            FirstNameField(self.toolbox),
        )

    def missing(self, told: Told) -> Field | None:
        """An offer that is taken, or a seat that is confirmed, needs nothing else."""
        is_all = told.get(OfferField.name) or told.get(ComingField.name)
        return None if is_all else super().missing(told)

    async def begin(self, heard: Heard) -> Beginning:
        """Takes an offer, or a session that is named already; says where none is known."""
        if offer := number_of(heard, "take"):
            return Beginning(told={OfferField.name: offer}, is_over=True)
        if seat := number_of(heard, "come"):
            return Beginning(told={ComingField.name: seat}, is_over=True)
        if (start := picked_page(heard)) is not None:
            return Beginning(told={MINE: start}, is_over=True)
        if session_id := named_by(heard, "also"):
            return Beginning(told={"session": session_id, "attendees": [SOMEBODY]})
        if option_of(heard):
            return Beginning()
        now = self.toolbox.clock.now()
        wanted = wanted_in(heard, self.toolbox)
        async with self.toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            bookings = await workshops.bookings_of(session, resident_id, now)
            if bookings and heard.intent == "find_workshops" and says("my_class", heard.text):
                return Beginning(told={MINE: 0}, is_over=True)
            if bookings and heard.intent == "book_workshop" and says("also", heard.text):
                last = max(bookings, key=lambda each: each.registration.id)
                told: Told = {} if wanted else {"session": last.session.id}
                if told and says("me_too", heard.text):
                    told["attendees"] = [SELF]
                return Beginning(told=told)
            offers = [each for each in bookings if each.registration.state == "offered"]
            if offers and heard.intent == "book_workshop" and not wanted:
                number = offers[0].registration.id
                return Beginning(told={OfferField.name: number}, is_over=True)
            if not await workshops.any_upcoming(session, now):
                return Beginning(told={NOTHING_KNOWN: True}, is_over=True)
            if heard.intent == "book_workshop" and wanted:
                found = await look(session, self.toolbox, wanted)
                if found.is_exact and len(found.openings) == 1:
                    return Beginning(told={"session": found.openings[0].session.id})
        return Beginning()

    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Books the seat, or a place in line."""
        if told.get(NOTHING_KNOWN):
            keys = self.toolbox.content.answer("find_workshops")
            return Completion([Reply(key=key) for key in keys])
        if MINE in told:
            return await self._mine(heard, told[MINE])
        if offer := told.get(OfferField.name):
            return await take_offer(self.toolbox, heard, offer)
        if seat := told.get(ComingField.name):
            is_looking = len(told) > 1  # for another class: then it is asked on
            return await confirm(self.toolbox, heard, seat, is_looking)
        async with self.toolbox.database.transaction() as session:
            resident_id = await workshops.resident_of(session, heard.conversation_id)
            request = Request(
                told["session"],
                resident_id,
                heard.conversation_id,
                heard.message_id,
                workshops.THEMSELVES,
            )
            wishes = [
                replace(request, attendee=self._attendee(resident_id, each))
                for each in attendees_of(told)
            ]
            now = self.toolbox.clock.now()
            outcomes = [await workshops.book(session, each, now) for each in wishes]
        replies = outcomes_replies(outcomes, self.toolbox)
        for outcome in outcomes:
            if isinstance(outcome, Registered | InLine | Already):
                return Completion(replies, what_next(outcome.booking))
        if any(isinstance(outcome, Conflict) for outcome in outcomes):
            return Completion(replies, look_further())
        return Completion(replies, asks_again=("session", "attendees", "first_names"))

    def _attendee(self, resident_id: uuid.UUID, told: str) -> Attendee:
        """Whom the form was told of: SELF or a sealed first name."""
        if told == SELF:
            return workshops.THEMSELVES
        vault = self.toolbox.vault
        return workshops.relative(vault, resident_id, vault.decrypt(told.encode()))

    async def _mine(self, heard: Heard, start: int) -> Completion:
        """What they have booked, three at a time, the next ones first."""
        shown, after = page_of(await bookings_of(self.toolbox, heard), start)
        return Completion([mine_reply(each) for each in shown], what_of_mine(after))
