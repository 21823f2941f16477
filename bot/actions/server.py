"""`POST /internal/actions`: Rasa's calls to our actions, behind a token (design §5)."""

import hmac
from collections.abc import Iterable

from rasa_sdk.executor import ActionExecutor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.actions.base import EnlaceAction
from bot.metrics import STAGES


def actions_route(actions: Iterable[EnlaceAction], token: str) -> Route:
    """The route; answers only to Rasa, which knows the token."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)

    async def run(request: Request) -> JSONResponse:
        presented = request.headers.get("Authorization", "")
        if not hmac.compare_digest(presented.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "Only Rasa may call this.")
        with STAGES.labels("action").time():
            result = await executor.run(await request.json())
        return JSONResponse(result.model_dump() if result else {})

    return Route("/internal/actions", run, methods=["POST"])
