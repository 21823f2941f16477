"""`POST /internal/actions`: Rasa's calls to our actions, behind a token (design §5)."""

import hmac
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from rasa_sdk.executor import ActionExecutor

from bot.actions.base import EnlaceAction
from bot.metrics import STAGES


def actions_router(actions: Iterable[EnlaceAction], token: str) -> APIRouter:
    """The route; answers only to Rasa, which knows the token."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    router = APIRouter(include_in_schema=False)

    @router.post("/internal/actions")
    async def run(request: Request) -> Any:
        presented = request.headers.get("Authorization", "")
        if not hmac.compare_digest(presented.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "Only Rasa may call this.")
        with STAGES.labels("action").time():
            result = await executor.run(await request.json())
        return result.model_dump() if result else {}

    return router
