"""Contents of Twilio's Content API: checked when they are made, filled when they are sent.

Fields and limits: https://www.twilio.com/docs/content/twilio-quick-reply and
https://www.twilio.com/docs/content/twiliolist-picker, read November 2026. Not known, so chosen:
what is wrong in a request to make one is answered with 20001, and a value that is missing or too
long is refused with 21656 rather than replaced by its sample.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.simulator import errors
from bot.simulator.errors import TwilioRefused
from bot.simulator.messages import Button, Offer, new_sid

PLACEHOLDER: Final = re.compile(r"\{\{([^{}\s]{1,16})\}\}")
BROKEN: Final = re.compile(r"[\n\t]| {5}")
"""What a template's variable may not hold (https://www.twilio.com/docs/api/errors/21656)."""
LONGEST: Final = {
    "body": 1_024,
    "title": 20,
    "button": 20,
    "item": 24,
    "id": 200,
    "description": 72,
}
"""Characters of each field, once its variables are filled."""
MOST_CONTENTS = 1_000
"""Kept, oldest forgotten first."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=1_600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Action(_Part):
    type: Literal["QUICK_REPLY"] = "QUICK_REPLY"
    title: Text
    id: Text


class _QuickReply(_Part):
    body: Text
    actions: list[_Action] = Field(min_length=1, max_length=10)


class _Item(_Part):
    item: Text
    id: Text
    description: Text | None = None


class _ListPicker(_Part):
    body: Text
    button: Text
    items: list[_Item] = Field(min_length=1, max_length=10)


class _Types(_Part):
    quick_reply: _QuickReply | None = Field(None, alias="twilio/quick-reply")
    list_picker: _ListPicker | None = Field(None, alias="twilio/list-picker")


class ContentRequest(_Part):
    """What is asked for: one of the types we know, and a sample for each of its variables."""

    friendly_name: str = ""
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}(_[A-Z]{2})?$")]
    variables: dict[Annotated[str, StringConstraints(max_length=16)], Text] = {}
    types: _Types

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The request of a body in JSON.

        Raises:
            TwilioRefused: it is none, or its variables and placeholders are not the same.
        """
        try:
            request = cls.model_validate_json(body)
        except ValidationError:
            raise TwilioRefused(errors.CONTENT_INVALID) from None
        types = request.types
        has_one = (types.quick_reply is None) != (types.list_picker is None)
        if not has_one or request.placeholders() != set(request.variables):
            raise TwilioRefused(errors.CONTENT_INVALID)
        return request

    def placeholders(self) -> set[str]:
        """The names of the variables in it."""
        return set(PLACEHOLDER.findall(self.types.model_dump_json()))


@dataclass(frozen=True, slots=True)
class Content:
    """A content of the account."""

    sid: str
    request: ContentRequest

    def as_json(self, account_sid: str) -> dict[str, Any]:
        """The content as Twilio's Content resource."""
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "date_created": None,
            "date_updated": None,
            "url": f"https://content.twilio.com/v1/Content/{self.sid}",
            "links": {},
            **self.request.model_dump(by_alias=True, exclude_none=True),
        }

    def filled(self, variables: Mapping[str, str]) -> tuple[str, Offer]:
        """Its text and what it offers, with these values.

        Raises:
            TwilioRefused: a value is missing, unknown, or too long for where it stands.
        """
        if set(variables) != self.request.placeholders():
            raise TwilioRefused(errors.VARIABLES_INVALID)
        if quick := self.request.types.quick_reply:
            taps = [_button(each.id, "title", each.title, "", variables) for each in quick.actions]
            return _fill("body", quick.body, variables), Offer("quick_reply", tuple(taps))
        picker = self.request.types.list_picker
        assert picker is not None  # noqa: S101 (a request has one of the two)
        items = [
            _button(each.id, "item", each.item, each.description or "", variables)
            for each in picker.items
        ]
        opener = _fill("button", picker.button, variables)
        return _fill("body", picker.body, variables), Offer("list_picker", tuple(items), opener)


class Contents:
    """The contents of one account; templates that WhatsApp approved are known by their id only."""

    def __init__(self, approved: frozenset[str]) -> None:
        self.approved = approved
        self._made: OrderedDict[str, Content] = OrderedDict()

    def make(self, request: ContentRequest) -> Content:
        """Keeps a new one; names need not be unique."""
        content = Content(new_sid("HX"), request)
        self._made[content.sid] = content
        if len(self._made) > MOST_CONTENTS:
            self._made.popitem(last=False)
        return content

    def find(self, sid: str) -> Content | None:
        """The content with that id."""
        return self._made.get(sid)

    def remove(self, sid: str) -> bool:
        """Forgets one; tells whether it was there."""
        return self._made.pop(sid, None) is not None

    def all(self) -> list[Content]:
        """All of them, oldest first."""
        return list(self._made.values())


def variables_of(text: str) -> dict[str, str]:
    """`ContentVariables` of a request.

    Raises:
        TwilioRefused: they are no JSON object of strings, or hold what no variable may.
    """
    try:
        variables = json.loads(text or "{}")
    except ValueError:
        raise TwilioRefused(errors.VARIABLES_INVALID) from None
    values = list(variables.values()) if isinstance(variables, dict) else [None]
    if not all(isinstance(value, str) and value and not BROKEN.search(value) for value in values):
        raise TwilioRefused(errors.VARIABLES_INVALID)
    return dict(variables)


def _button(
    sends: str, field: str, title: str, description: str, variables: Mapping[str, str]
) -> Button:
    return Button(
        _fill("id", sends, variables),
        _fill(field, title, variables),
        _fill("description", description, variables),
    )


def _fill(field: str, text: str, variables: Mapping[str, str]) -> str:
    filled = PLACEHOLDER.sub(lambda match: variables[match[1]], text)
    if len(filled) > LONGEST[field]:
        raise TwilioRefused(errors.VARIABLES_INVALID)
    return filled
