"""Answers to requests we cannot take: a code, and what to do, in every language."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from bot.surrogates import without_surrogates
from bot.web.security import SECURITY_HEADERS
from bot.web.strings import LANGUAGES, strings


def refusal(status: int, code: str, **details: Any) -> JSONResponse:
    """`{"error": {"code", "message_en", "message_es", …}}`; the texts are `api.code`'s."""
    messages = {f"message_{language}": strings(language)(f"api.{code}") for language in LANGUAGES}
    return JSONResponse({"error": {"code": code, **messages, **details}}, status_code=status)


class JsonRoute(APIRoute):
    """A route whose body, where it cannot be read at all, is refused like one that is wrong."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler; to wrong UTF-8 and endless nesting FastAPI has its own answer."""
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as error:
                if isinstance(error.__cause__, UnicodeDecodeError | RecursionError):
                    fault = {"loc": ("body",), "msg": "This is no JSON", "type": "json_invalid"}
                    raise RequestValidationError([fault]) from error
                raise

        return handle_or_refuse


async def our_fault(_: Request, __: Exception) -> JSONResponse:
    """Says that something of ours failed; what it was is in the log only."""
    answer = refusal(500, "our_fault")
    answer.headers.update(SECURITY_HEADERS)  # this answer passes no middleware
    return answer


async def bad_request(_: Request, error: Exception) -> JSONResponse:
    """Says what is wrong with a request, without repeating what it held."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it only)
    faults = [
        {
            "where": without_surrogates(".".join(map(str, fault["loc"]))),
            "what": without_surrogates(fault["msg"]),
        }
        for fault in error.errors()
    ]
    return refusal(422, "bad_request", faults=faults)
