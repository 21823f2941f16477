"""Asks Rasa for a turn."""

import time
from functools import cached_property
from http import HTTPStatus
from typing import Any

import aiohttp
from pydantic import BaseModel

from bot.conversation.choices import Picked
from bot.conversation.replies import Reply
from bot.errors import RasaUnavailable, TurnGivenUp
from bot.metrics import FAILURES, STAGES

TURN_SECONDS = 20.0
"""How long a turn may take in Rasa before we take it for lost."""
CONNECT_SECONDS = 2.0
READY_SECONDS = 2.0
"""How long Rasa may take to say whether it is ready."""


class Answer(BaseModel):
    """What Rasa understood, and what it wants said."""

    intent: str | None
    replies: list[Reply]
    other_waits: bool = False
    """Whether the message held another wish, which is seen to when this one is."""


class RasaClient:
    """Our worker's side of `nlu/server/input_channel.py`."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    @cached_property
    def _http(self) -> aiohttp.ClientSession:
        """The connections; made where the event loop runs."""
        return aiohttp.ClientSession(
            self._url,
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=aiohttp.ClientTimeout(TURN_SECONDS, sock_connect=CONNECT_SECONDS),
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
            async with self._http.post("/webhooks/enlace/turn", json=body) as response:
                answer = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            FAILURES.labels("rasa_unreachable").inc()
            raise RasaUnavailable(type(error).__name__) from error
        finally:
            STAGES.labels("rasa").observe(time.perf_counter() - begun)
        if response.status == HTTPStatus.SERVICE_UNAVAILABLE:
            FAILURES.labels("rasa_not_ready").inc()
            raise RasaUnavailable("Rasa is not ready")
        if response.status != HTTPStatus.OK:
            FAILURES.labels("turn_given_up").inc()
            raise TurnGivenUp(f"Rasa answered {response.status}")
        return Answer.model_validate_json(answer)

    async def is_ready(self) -> bool:
        """Whether Rasa is up with a model loaded."""
        limit = aiohttp.ClientTimeout(READY_SECONDS)
        try:
            async with self._http.get("/webhooks/enlace/ready", timeout=limit) as response:
                return response.status == HTTPStatus.OK
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        """Closes the connections, if there are any."""
        if "_http" in vars(self):
            await self._http.close()
