"""Asks Rasa for a turn."""

import time
from typing import Any

import httpx
from pydantic import BaseModel

from bot.conversation.choices import Picked
from bot.conversation.replies import Reply
from bot.errors import RasaUnavailable, TurnGivenUp
from bot.metrics import FAILURES, STAGES

TURN_SECONDS = 20.0
"""How long a turn may take in Rasa before we take it for lost."""


class Answer(BaseModel):
    """What Rasa understood, and what it wants said."""

    intent: str | None
    replies: list[Reply]


class RasaClient:
    """Our worker's side of `nlu/server/input_channel.py`."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(TURN_SECONDS, connect=2.0),
            limits=httpx.Limits(max_keepalive_connections=40, max_connections=100),
            trust_env=False,
        )

    async def take_turn(
        self,
        sender: str,
        message_id: str,
        text: str,
        picked: Picked | None,
        metadata: dict[str, Any],
    ) -> Answer:
        """The answer to one message; the same one however often it is asked for.

        Raises `RasaUnavailable` where Rasa cannot be reached, `TurnGivenUp` where it failed.
        """
        body = {
            "sender": sender,
            "message_id": message_id,
            "text": picked.label if picked else text,
            "choice": picked and {"intent": picked.intent, "entities": picked.entities},
            "metadata": metadata,
        }
        begun = time.perf_counter()
        try:
            response = await self._http.post("/webhooks/enlace/turn", json=body)
        except httpx.HTTPError as error:
            FAILURES.labels("rasa_unreachable").inc()
            raise RasaUnavailable(type(error).__name__) from error
        finally:
            STAGES.labels("rasa").observe(time.perf_counter() - begun)
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            FAILURES.labels("rasa_not_ready").inc()
            raise RasaUnavailable("Rasa is not ready")
        if response.status_code != httpx.codes.OK:
            FAILURES.labels("turn_given_up").inc()
            raise TurnGivenUp(f"Rasa answered {response.status_code}")
        return Answer.model_validate(response.json())

    async def is_ready(self) -> bool:
        """Whether Rasa is up with a model loaded."""
        try:
            response = await self._http.get("/webhooks/enlace/ready", timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()
