"""Twilio's Messages API (2010-04-01), for one account: send, list, look up.

Answers, refusals and status callbacks follow the public documentation as gathered in
``messaging-facts.md`` section 1. Not known, so chosen: ``DateSent`` filters compare a message not
yet sent by the time it was created.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import httpx
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from bot.simulator import errors
from bot.simulator.callbacks import deliver
from bot.simulator.errors import TwilioRefused
from bot.simulator.messages import API_VERSION, Message
from bot.simulator.pictures import PICTURE
from bot.simulator.posting import webhook_client
from bot.simulator.request import accept
from bot.simulator.state import Standin

DEFAULT_PAGE = 50
LARGEST_PAGE = 1000
_DIGITS = re.compile(r"[0-9]{1,9}")
_basic = HTTPBasic(auto_error=False)


def twilio_standin(standin: Standin, client: httpx.AsyncClient | None = None) -> APIRouter:
    """Routes under ``/2010-04-01`` that play Twilio; ``client`` posts the status callbacks."""
    poster = client or webhook_client()
    router = APIRouter(
        prefix=f"/{API_VERSION}/Accounts/{{sid}}", route_class=TwilioRoute, include_in_schema=False
    )

    async def account(
        sid: str,
        request: Request,
        credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    ) -> None:
        await asyncio.sleep(standin.behaviour.slow_seconds)
        if standin.dice.falls(standin.behaviour.down):
            raise TwilioRefused(errors.DOWN)
        authenticate(standin, credentials)
        if sid != standin.account.sid:
            raise TwilioRefused(errors.not_found(request.url.path))

    async def create(request: Request) -> Response:
        if standin.pace.too_fast(standin.behaviour.requests_per_second, time.monotonic()):
            raise TwilioRefused(errors.TOO_FAST)
        form = {key: str(value) for key, value in (await request.form()).items()}
        message = accept(standin, form)
        answer = JSONResponse(message.as_json(standin.account.sid), 201)
        standin.add(message)
        standin.later(deliver(standin, message, poster))
        if standin.dice.falls(standin.behaviour.fail_after_accepting):
            raise TwilioRefused(errors.BROKEN)
        if standin.dice.falls(standin.behaviour.drop_after_accepting):
            return DroppedConnection()
        return answer

    async def listing(request: Request) -> dict[str, Any]:
        found = [message for message in standin.newest_first() if _matches(message, request)]
        return _page(found, request, standin.account.sid)

    async def one(message_sid: str, request: Request) -> dict[str, Any]:
        message = standin.find(message_sid)
        if message is None:
            raise TwilioRefused(errors.not_found(request.url.path))
        return message.as_json(standin.account.sid)

    async def picture(message_sid: str, media_sid: str, request: Request) -> Response:
        message = standin.find(message_sid)
        if message is None or not message.pictures:
            raise TwilioRefused(errors.not_found(request.url.path))
        return Response(PICTURE, media_type="image/png")

    checked = [Depends(account)]
    for path, endpoint, method in (
        ("/Messages.json", create, "POST"),
        ("/Messages.json", listing, "GET"),
        ("/Messages/{message_sid}.json", one, "GET"),
        ("/Messages/{message_sid}/Media/{media_sid}", picture, "GET"),
    ):
        router.add_api_route(
            path, endpoint, methods=[method], dependencies=checked, response_model=None
        )
    return router


class TwilioRoute(APIRoute):
    """A route that words refusals the way Twilio does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, with refusals answered as JSON."""
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except TwilioRefused as refused:
                return JSONResponse(refused.refusal.as_json(), refused.refusal.status)

        return handle_or_refuse


class DroppedConnection(Response):
    """An answer that breaks off: the server closes the connection before it is whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start the answer and leave it at that."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})


def authenticate(standin: Standin, credentials: HTTPBasicCredentials | None) -> None:
    """Lets the account in.

    Raises:
        TwilioRefused: nobody, or somebody else.
    """
    account = standin.account
    if credentials is None or not (
        secrets.compare_digest(credentials.username.encode(), account.sid.encode())
        and secrets.compare_digest(credentials.password.encode(), account.token.encode())
    ):
        raise TwilioRefused(errors.NOT_AUTHENTICATED)


def _matches(message: Message, request: Request) -> bool:
    query = request.query_params
    if "To" in query and message.to != query["To"]:
        return False
    if "From" in query and message.from_ != query["From"]:
        return False
    return _sent_within(message.sent or message.created, query)


def _sent_within(sent: datetime, query: QueryParams) -> bool:
    if "DateSent" in query and sent.date() != _day(query["DateSent"]):
        return False
    if "DateSent>" in query and sent < _moment(query["DateSent>"]):
        return False
    return "DateSent<" not in query or sent <= _moment(query["DateSent<"])


def _day(text: str) -> date:
    return _moment(text).date()


def _moment(text: str) -> datetime:
    """A GMT date or time of a query.

    Raises:
        TwilioRefused: the text is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioRefused(errors.DATE_INVALID) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _page(found: list[Message], request: Request, account_sid: str) -> dict[str, Any]:
    size = _number(request.query_params.get("PageSize"), DEFAULT_PAGE)
    size = min(max(size, 1), LARGEST_PAGE)
    page = _number(request.query_params.get("Page"), 0)
    start, end = page * size, (page + 1) * size
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages.json"

    def address(number: int) -> str:
        query = {**request.query_params, "PageSize": size, "Page": number}
        return f"{path}?{urlencode(query)}"

    return {
        "end": min(end, len(found)) - 1 if found else 0,
        "first_page_uri": address(0),
        "messages": [message.as_json(account_sid) for message in found[start:end]],
        "next_page_uri": address(page + 1) if end < len(found) else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": address(page - 1) if page else None,
        "start": start,
        "uri": address(page),
    }


def _number(text: str | None, default: int) -> int:
    return int(text) if text and _DIGITS.fullmatch(text) else default
