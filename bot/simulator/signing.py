"""Posts to the service the way Twilio does: a form, signed."""

from collections.abc import Mapping

import httpx
from twilio.request_validator import RequestValidator

WEBHOOK_TIMEOUT = httpx.Timeout(15, connect=5)
"""Seconds (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""


async def post_signed(
    client: httpx.AsyncClient,
    url: str,
    form: Mapping[str, str],
    token: str,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Post ``form`` to ``url``, signed with ``token``.

    Raises:
        httpx.HTTPError: no answer within Twilio's time-outs.
    """
    signature = RequestValidator(token).compute_signature(url, dict(form))
    signed = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1", **(headers or {})}
    return await client.post(url, data=dict(form), headers=signed, timeout=WEBHOOK_TIMEOUT)
