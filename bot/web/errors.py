"""Answers to requests we cannot take: a code, and what to do, in every language."""

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from bot.web.security import SECURITY_HEADERS
from bot.web.strings import LANGUAGES, strings


def refusal(status: int, code: str, **details: Any) -> JSONResponse:
    """`{"error": {"code", "message_en", "message_es", …}}`; the texts are `api.code`'s."""
    messages = {f"message_{language}": strings(language)(f"api.{code}") for language in LANGUAGES}
    return JSONResponse({"error": {"code": code, **messages, **details}}, status_code=status)


async def our_fault(_: Request, __: Exception) -> JSONResponse:
    """Says that something of ours failed; what it was is in the log only."""
    answer = refusal(500, "our_fault")
    answer.headers.update(SECURITY_HEADERS)  # this answer passes no middleware
    return answer


async def bad_request(_: Request, error: Exception) -> JSONResponse:
    """Says what is wrong with a request, without repeating what it held."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it only)
    faults = [
        {"where": ".".join(map(str, fault["loc"])), "what": fault["msg"]}
        for fault in error.errors()
    ]
    return refusal(422, "bad_request", faults=faults)
