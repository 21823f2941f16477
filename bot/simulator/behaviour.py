"""How the stand-in misbehaves, for tests and benchmarks of what a provider does on a bad day."""

from random import Random
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Behaviour(BaseModel):
    """What goes wrong, and for what share of the requests (0 to 1); by default nothing does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    down: Share = 0
    """Answered 503, nothing accepted."""
    fail_after_accepting: Share = 0
    """Accepted and delivered, but answered 500."""
    drop_after_accepting: Share = 0
    """Accepted and delivered, but the connection ends before the answer is whole."""
    slow_seconds: float = Field(0, ge=0)
    """Wait before every answer."""
    requests_per_second: float | None = Field(None, gt=0)
    """Above it, messages are refused with 429 and code 20429."""
    callbacks: Literal["in_order", "reversed", "duplicated", "none"] = "in_order"
    callback_delay_seconds: float = Field(0.05, ge=0)
    """Between one status and the next."""
    unreachable: frozenset[str] = frozenset()
    """Phones whose messages end undelivered."""
    unreachable_code: int = Field(30003, ge=30001, le=63999)
    """Why: 30003 the phone is off, 30005 not in use, 30006 a landline, 30007 a carrier's filter."""
    refused_code: int | None = Field(None, ge=10000, le=63999)
    """With which every message is refused at once."""
    landlines: frozenset[str] = frozenset()
    """Phones that are refused at once, with 21614."""
    queue_seconds: float = Field(0, ge=0)
    """How long a message stays in the queue; longer than its validity, it is never sent."""
    repeat_webhook: int = Field(1, ge=1, le=5)
    """How often each text from a phone is posted to the webhook, with the same id."""
    automatic_replies: bool = True
    """Whether STOP, START and HELP are answered by Twilio itself."""
    without_contents: bool = False
    """Whether the Content API is down, while messages are taken."""
    advanced_opt_out: bool = False
    """Whether webhooks name what Twilio did about a keyword, in OptOutType."""
    seed: int = 0


class Dice:
    """Decides by shares, the same way again for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret hangs on it

    def falls(self, share: float) -> bool:
        """Whether this request is among the share."""
        return share > 0 and self._random.random() < share


class Behaving:
    """A stand-in that can be told how to misbehave."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behave(behaviour or Behaviour())

    def behave(self, behaviour: Behaviour) -> None:
        """Behave like this from now on."""
        self.behaviour = behaviour
        self.dice = Dice(behaviour.seed)


def add_behaviour(router: APIRouter, standin: Behaving) -> None:
    """Routes ``GET`` and ``PUT behaviour``: read and set how a stand-in behaves."""

    @router.get("/behaviour")
    async def behaviour() -> Behaviour:
        return standin.behaviour

    @router.put("/behaviour")
    async def behave(wanted: Behaviour) -> Behaviour:
        standin.behave(wanted)
        return wanted


class Pace:
    """Counts requests over the last second of real time."""

    def __init__(self) -> None:
        self._times: list[float] = []

    def too_fast(self, limit: float | None, at: float) -> bool:
        """Note a request at ``at`` (seconds, monotonic); tell whether it is over the limit."""
        if limit is None:
            return False
        self._times = [time for time in self._times if time > at - 1]
        if len(self._times) >= limit:
            return True
        self._times.append(at)
        return False
