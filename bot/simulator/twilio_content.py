"""Twilio's Content API (v1), for one account: make, list, remove."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from bot.simulator import errors
from bot.simulator.contents import ContentRequest
from bot.simulator.errors import TwilioRefused
from bot.simulator.state import Standin
from bot.simulator.twilio import TwilioRoute, authenticate
from bot.simulator.twilio_setup import meta

_basic = HTTPBasic(auto_error=False)


def twilio_content_standin(standin: Standin) -> APIRouter:
    """Routes under ``/v1/Content``."""

    async def authenticated(
        credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    ) -> None:
        await asyncio.sleep(standin.behaviour.slow_seconds)
        if standin.dice.falls(standin.behaviour.down) or standin.behaviour.without_contents:
            raise TwilioRefused(errors.DOWN)
        authenticate(standin, credentials)

    router = APIRouter(
        route_class=TwilioRoute, include_in_schema=False, dependencies=[Depends(authenticated)]
    )
    sid = standin.account.sid

    @router.post("/v1/Content")
    async def make(request: Request) -> Response:
        if request.headers.get("content-type") != "application/json":
            raise TwilioRefused(errors.CONTENT_INVALID)
        content = standin.contents.make(ContentRequest.parse(await request.body()))
        return JSONResponse(content.as_json(sid), 201)

    @router.get("/v1/Content")
    async def listing(request: Request) -> dict[str, Any]:
        found = [content.as_json(sid) for content in standin.contents.all()]
        return {"contents": found, "meta": meta(request, "contents")}

    @router.delete("/v1/Content/{content_sid}")
    async def remove(content_sid: str, request: Request) -> Response:
        if not standin.contents.remove(content_sid):
            raise TwilioRefused(errors.not_found(request.url.path))
        return Response(status_code=204)

    return router
