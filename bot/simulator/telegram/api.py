"""The Bot API over HTTP, for one bot: ``/bot<token>/<method>``.

Refusals follow https://core.telegram.org/bots/api and what python-telegram-bot tells apart.
"""

import asyncio
import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from bot.simulator.telegram import errors
from bot.simulator.telegram.errors import TelegramRefused, bad_request
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.methods import Methods
from bot.simulator.telegram.state import TelegramStandin
from bot.simulator.twilio import DroppedConnection
from bot.surrogates import without_surrogates

_TOKEN = re.compile(r"\d+:[\w-]{8,}")
SENDING = "sendmessage"


def bot_api_standin(standin: TelegramStandin, handover: Handover) -> APIRouter:
    """The route that plays Telegram's Bot API."""
    router = APIRouter(include_in_schema=False)
    methods = Methods(standin, handover)

    @router.api_route("/bot{token}/{method}", methods=["GET", "POST"], response_model=None)
    async def call(
        token: Annotated[str, Path(max_length=100)], method: str, request: Request
    ) -> Response:
        try:
            return await _answer(token, method.lower(), request)
        except TelegramRefused as refused:
            return JSONResponse(refused.refusal.as_json(), refused.refusal.status)

    async def _answer(token: str, method: str, request: Request) -> Response:
        behaviour = standin.behaviour
        await asyncio.sleep(behaviour.slow_seconds)
        if standin.dice.falls(behaviour.down):
            raise TelegramRefused(errors.DOWN)
        _authenticate(standin, token)
        if method not in methods.by_name:
            raise TelegramRefused(errors.NO_SUCH_METHOD)
        result = await methods.by_name[method](await _form(request))
        if method == SENDING and standin.dice.falls(behaviour.fail_after_accepting):
            raise TelegramRefused(errors.BROKEN)
        if method == SENDING and standin.dice.falls(behaviour.drop_after_accepting):
            return DroppedConnection()
        return JSONResponse({"ok": True, "result": result})

    return router


def _authenticate(standin: TelegramStandin, token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise TelegramRefused(errors.NOT_FOUND)
    if token != standin.token:
        raise TelegramRefused(errors.UNAUTHORIZED)


async def _form(request: Request) -> dict[str, str]:
    """The parameters, however they were sent: in the address, as a form or as JSON."""
    sent: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        sent |= _told(await request.body())
    else:
        sent |= await request.form()
    return {name: without_surrogates(str(value)) for name, value in sent.items()}


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise bad_request("can't parse request parameters JSON object")
    return told
