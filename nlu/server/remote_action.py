"""How Rasa calls our actions: light, checked once, and all or nothing.

Rasa's own `RemoteAction` sends the whole tracker and the domain with every call, checks the
response schema itself before it checks each response (20 ms a call, see docs/decisions), and goes
on without an answer where an action cannot be reached. Here a turn whose action failed is given up
whole, unsaved, so that it can be asked again.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import Any

from aiohttp import ClientConnectionError, ClientSession
from jsonschema import Draft7Validator
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from server import resume

SENT_EVENTS = 60
"""How many of the latest events an action sees: several turns."""


class TurnAbandoned(BaseException):
    """An action failed, and the turn with it; not an `Exception`, which Rasa would pass over."""

    def __init__(self, message: str, is_reachable: bool) -> None:
        super().__init__(message)
        self.is_reachable = is_reachable
        """Whether the actions could be reached at all."""


class ActionEndpoint(EndpointConfig):
    """Where our actions are; keeps the connections, where Rasa opens one for each call."""

    @cached_property
    def _kept(self) -> ClientSession:
        return super().session()

    def session(self) -> nullcontext[ClientSession]:
        """The connections, for a block that does not close them."""
        return nullcontext(self._kept)

    async def close(self, *_: object) -> None:
        """Closes them, as the server stops."""
        await self._kept.close()


_validator = Draft7Validator(RemoteAction.action_response_format_spec())
_run = RemoteAction.run


def _action_call_format(
    self: RemoteAction, tracker: DialogueStateTracker, domain: Domain
) -> dict[str, Any]:
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in list(tracker.events)[-SENT_EVENTS:]]
    return {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "domain": {},
    }


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    _validator.validate(result)
    return True


async def _run_or_abandon(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    if self.name() == resume.NAME:
        return resume.resume(tracker)
    try:
        return await _run(self, output_channel, nlg, tracker, domain)
    except ActionExecutionRejection:
        raise
    except Exception as error:
        is_reachable = not isinstance(error.__context__, (ClientConnectionError, TimeoutError))
        raise TurnAbandoned(f"action {self.name()} failed", is_reachable) from error


def install() -> None:
    """Makes every remote action of this process behave so."""
    RemoteAction._action_call_format = _action_call_format
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction.run = _run_or_abandon
