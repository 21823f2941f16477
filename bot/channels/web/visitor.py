"""Who a web chat request comes from: the bearer of a conversation's token."""

import secrets

from fastapi import Request

COOKIE = "enlace_chat"
COOKIE_SECONDS = 180 * 24 * 3600
"""How long a device remembers its conversation: half a year."""
TOKEN_LENGTH = 43
"""Characters of 32 random bytes in base64: a token cannot be guessed."""


def bearer_token(request: Request) -> str | None:
    """The token in a request's `Authorization: Bearer` header."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


def cookie_token(request: Request) -> str | None:
    """The token in a request's cookie."""
    return request.cookies.get(COOKIE)


def new_token() -> str:
    """A token nobody has."""
    return secrets.token_urlsafe(32)


def is_wellformed(token: str) -> bool:
    """Whether a token may be one of ours."""
    return len(token) == TOKEN_LENGTH and token.isascii()
