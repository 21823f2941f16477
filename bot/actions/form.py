"""What every form is made of: fields that are told in any order, and what happens in the end.

A form of ours is a form of Rasa with one required slot, `<name>_done`. What was told is one slot,
`<name>`; the next question is computed from it. So several answers may come in one message, in any
order, and be corrected at any time; the form may be left, taken up days later, and interrupted.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, SlotSet

from bot.actions.base import EnlaceAction, Events, Heard, Toolbox
from bot.actions.field import ANSWERING, Field, Taken, Told, Wrong
from bot.actions.floor import answers_aside, is_held
from bot.actions.open_forms import ended, is_over_another, opened
from bot.actions.service.reporting import how_long
from bot.actions.wishes import is_obeyed, is_sure, is_unsure
from bot.conversation.questions import is_hesitant, is_question
from bot.conversation.replies import Reply
from bot.services.phrases import answer, plain, wants_back


@dataclass(frozen=True)
class Beginning:
    """How a form begins."""

    told: Told = field(default_factory=dict)
    """What is known already, and so is not asked."""
    replies: Sequence[Reply] = ()
    """What to say before the first question."""
    is_over: bool = False
    """Nothing needs to be asked: the form ends at once."""


@dataclass(frozen=True)
class Completion:
    """How a form ends."""

    replies: Sequence[Reply]
    next_step: Reply | None = None
    """A last message that asks what to do now; left out where another form asks on."""
    asks_again: tuple[str, ...] = ()
    """Fields to be asked again, because what was told for them turned out not to be possible."""
    events: Events = field(default_factory=list)


class Form(ABC):
    """A form: its fields, and what it is for."""

    NAME: str
    """Rasa's name of it, such as `license_form`."""
    COMPLETES: str
    """The action that runs when everything is told, such as `action_request_license`."""
    INTENTS: frozenset[str]
    """The intents that open it; inside it, they are no interruption."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.toolbox = toolbox
        self.fields: Sequence[Field] = self.make_fields()

    @abstractmethod
    def make_fields(self) -> Sequence[Field]:
        """Its fields, in the order they are asked."""

    @abstractmethod
    async def complete(self, heard: Heard, told: Told) -> Completion:
        """Does what the form is for. Runs again for the same message after a crash."""

    async def begin(self, heard: Heard) -> Beginning:
        """What is known already when it opens."""
        del heard
        return Beginning()

    def about(self, heard: Heard) -> Sequence[Reply]:
        """What the form is about, where a message asks that: nothing, unless it can tell."""
        del heard
        return ()

    @property
    def slot(self) -> str:
        """The slot of what was told."""
        return self.NAME.removesuffix("_form")

    @property
    def done_slot(self) -> str:
        """The required slot: set when everything is told."""
        return f"{self.slot}_done"

    def told(self, heard: Heard) -> Told:
        """What was told so far."""
        return dict(heard.slots.get(self.slot) or {})

    def missing(self, told: Told) -> Field | None:
        """The field to ask next."""
        for each in self.fields:
            if each.is_question and each.name not in told and each.is_needed(told):
                return each
        return None

    def asked(self, heard: Heard) -> Field | None:
        """The field whose question the resident has before them."""
        if heard.slots.get("requested_slot") != self.done_slot:
            return None
        return self.missing(self.told(heard))

    def actions(self) -> tuple[EnlaceAction, ...]:
        """The three actions by which Rasa runs it."""
        return ValidateForm(self), AskField(self), CompleteForm(self)


class ValidateForm(EnlaceAction):
    """`validate_<form>`: reads a message as answers; refuses what is none, for the rules."""

    def __init__(self, form: Form) -> None:
        super().__init__(form.toolbox)
        self.NAME = f"validate_{form.NAME}"
        self._form = form

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The values as slots, and a refusal where the message asks for something else."""
        form = self._form
        is_opening = heard.slots.get("requested_slot") != form.done_slot
        if not heard.is_fresh:  # back from an interruption or a pause: the same message again
            return [], opened(heard, form.NAME) if is_opening else []
        if is_opening:
            return await self._open(heard)
        return await self._take(heard)

    async def _open(self, heard: Heard) -> tuple[list[Reply], Events]:
        beginning = await self._form.begin(heard)
        told = {**self._form.told(heard), **beginning.told}
        reading = await self._read(heard, told, None)
        events = [*opened(heard, self._form.NAME), *self._events(reading.told, beginning.is_over)]
        return [*beginning.replies, *reading.wrong], events

    async def _take(self, heard: Heard) -> tuple[list[Reply], Events]:
        if answers_aside(heard):
            return [], [ActionExecutionRejected(self._form.NAME)]
        told = self._form.told(heard)
        asked = self._form.missing(told)
        if wants_back(heard.text):  # and nothing else, whatever the classifier makes of it
            return [], self._events(self._without_last(told))
        if about := self._form.about(heard):
            return list(about), self._events(told)
        if about_case := await how_long(self.toolbox, heard):
            return [about_case], self._events(told)
        reading = await self._read(heard, told, asked)
        if asked and not reading.taken and not reading.wrong:
            reading = _left_out(heard, told, asked)
        # Where nothing is set, Rasa takes the message for no answer, and drops what we say to it.
        is_set = reading.taken or reading.wrong or heard.intent in self._form.INTENTS
        if not self._is_answer(heard, reading, asked):
            # What was told stays: who asks for something else corrects nothing here.
            events = self._events({**reading.told, **told}) if is_set else []
            return [], [*events, ActionExecutionRejected(self._form.NAME)]
        events = self._events(reading.told) if is_set else []
        return [*reading.wrong, *self._noted(told, reading)], events

    async def _read(self, heard: Heard, told: Told, asked: Field | None) -> "_Reading":
        """What the message tells: for the field that was asked first, then for all others."""
        if is_obeyed(heard):
            return _Reading(told)
        reading = _Reading(dict(told))
        for each in sorted(self._form.fields, key=lambda each: each is not asked):
            if not each.is_needed(reading.told):
                continue
            found = await each.read(heard, reading.told, each is asked)
            match found:
                case Taken(value) if reading.told.get(each.name) != value:
                    reading.told = {**self._still_worth(reading.told, each.name), each.name: value}
                    reading.taken.append(each.name)
                case Taken():
                    reading.taken.append(each.name)
                case Wrong(reply) if not reading.wrong:
                    reading.wrong.append(reply)
        return reading

    def _still_worth(self, told: Told, changed: str) -> Told:
        gone = {each.name for each in self._form.fields if changed in each.depends_on}
        return {name: value for name, value in told.items() if name not in gone}

    def _without_last(self, told: Told) -> Told:
        """What was told, without the last field that was asked."""
        order = [each.name for each in self._form.fields]
        last = max((name for name in told if name in order), key=order.index, default=None)
        return {name: value for name, value in told.items() if name != last}

    def _is_answer(self, heard: Heard, reading: "_Reading", asked: Field | None) -> bool:
        """Whether the message only answers; else what it also asks is seen to first."""
        if is_obeyed(heard):
            return False
        if is_unsure(heard):
            return bool(reading.taken)
        if heard.intent in self._form.INTENTS:
            return True
        understood = bool(reading.taken or reading.wrong)
        if heard.intent in ANSWERING:
            return understood
        if is_sure(heard) and not (asked and asked.name in reading.taken):
            return False  # another wish, which only sounds like an earlier answer
        return understood and (is_hesitant(heard.text) or not is_question(heard.text))

    def _noted(self, before: Told, reading: "_Reading") -> list[Reply]:
        """Says that a correction was taken, so that the resident sees it."""
        shown = {each.name for each in self._form.fields if each.is_noted}
        corrected = [
            name
            for name in reading.taken
            if name in shown
            and before.get(name) is not None
            and before[name] != reading.told.get(name)
        ]
        return [Reply(key="noted")] if corrected and not reading.wrong else []

    def _events(self, told: Told, is_over: bool = False) -> Events:
        is_done = is_over or self._form.missing(told) is None
        return [SlotSet(self._form.slot, told), SlotSet(self._form.done_slot, is_done or None)]


class AskField(EnlaceAction):
    """`action_ask_<form>_done`: the next question."""

    def __init__(self, form: Form) -> None:
        super().__init__(form.toolbox)
        self.NAME = f"action_ask_{form.done_slot}"
        self._form = form

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """The question with its choices."""
        if is_held(heard):
            return [], []
        told = self._form.told(heard)
        missing = self._form.missing(told)
        return (await missing.question(heard, told) if missing else []), []


class CompleteForm(EnlaceAction):
    """The action that runs when everything is told."""

    def __init__(self, form: Form) -> None:
        super().__init__(form.toolbox)
        self.NAME = form.COMPLETES
        self._form = form

    async def act(self, heard: Heard) -> tuple[list[Reply], Events]:
        """Does what the form is for, empties it, and gives the word back."""
        form, told = self._form, self._form.told(heard)
        completion = await form.complete(heard, told)
        if completion.asks_again:
            kept = {k: v for k, v in told.items() if k not in completion.asks_again}
            events = [SlotSet(form.slot, kept), SlotSet(form.done_slot, None)]
            return list(completion.replies), [*events, *completion.events, reopen(form)]
        events = [SlotSet(form.slot, None), SlotSet(form.done_slot, None)]
        replies = list(completion.replies)
        if completion.next_step and not is_over_another(heard, form.NAME):
            replies.append(completion.next_step)
        return replies, [*events, *completion.events, *ended(heard, form.NAME)]


def reopen(form: Form) -> dict[str, Any]:
    """The event with which a form asks on."""
    return {"event": "followup", "timestamp": None, "name": form.NAME}


@dataclass
class _Reading:
    """What was made of one message."""

    told: Told
    taken: list[str] = field(default_factory=list)
    wrong: list[Reply] = field(default_factory=list)


def _left_out(heard: Heard, told: Told, asked: Field) -> _Reading:
    """ "Skip", "I don't know" or a plain no to what may be left out."""
    said = "skip" if heard.picked == "skip" else answer(plain(heard.text))
    if asked.skippable and (said in ("skip", "unknown", "no") or heard.intent == "deny"):
        return _Reading({**told, asked.name: None}, [asked.name])
    if said in ("skip", "unknown") and asked.unknown_key:
        return _Reading(told, wrong=[Reply(key=asked.unknown_key)])
    return _Reading(told)
