"""Telegram's requests to us."""

import hmac
import json

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request

from bot.channels.telegram.reception import Courtesy, Reception
from bot.channels.telegram.shape import is_as_promised
from bot.channels.telegram.updates import parse
from bot.metrics import FAILURES

PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)


def telegram_router(reception: Reception, secret: str) -> APIRouter:
    """The route `/webhooks/telegram`; a request without the secret gets 403."""
    router = APIRouter()

    @router.post(PATH)
    async def receive(request: Request, afterwards: BackgroundTasks) -> None:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            FAILURES.labels("signature").inc()
            raise HTTPException(403, "The secret token is wrong.")
        try:
            told = json.loads(await request.body())
            update = parse(told)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "This is no update.") from error
        courtesy = await reception.take(update) if update and is_as_promised(told) else None
        if courtesy:
            afterwards.add_task(_show, courtesy)

    return router


async def _show(courtesy: Courtesy) -> None:
    """Awaited as a function of its own: Starlette would call a lambda and drop what it returns."""
    await courtesy()
