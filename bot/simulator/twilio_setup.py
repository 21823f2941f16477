"""Twilio's account, numbers, Messaging Service and WhatsApp senders: what `enlace doctor` asks.

Answers have the fields Twilio's own client reads, and refusals its codes.
"""

import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from bot.simulator import errors
from bot.simulator.account import WHATSAPP, Account
from bot.simulator.errors import TwilioRefused
from bot.simulator.messages import API_VERSION
from bot.simulator.twilio import TwilioRoute

_basic = HTTPBasic(auto_error=False)


def twilio_setup_standin(account: Account) -> APIRouter:
    """The routes; they change nothing."""

    def authenticated(
        credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)],
    ) -> None:
        if credentials is None or not (
            secrets.compare_digest(credentials.username.encode(), account.sid.encode())
            and secrets.compare_digest(credentials.password.encode(), account.token.encode())
        ):
            raise TwilioRefused(errors.NOT_AUTHENTICATED)

    router = APIRouter(
        route_class=TwilioRoute, include_in_schema=False, dependencies=[Depends(authenticated)]
    )

    def own(sid: str, request: Request) -> None:
        if sid != account.sid:
            raise TwilioRefused(errors.not_found(request.url.path))

    def service(sid: str, request: Request) -> None:
        if sid != account.messaging_service_sid:
            raise TwilioRefused(errors.not_found(request.url.path))

    @router.get(f"/{API_VERSION}/Accounts/{{sid}}.json", dependencies=[Depends(own)])
    async def the_account() -> dict[str, Any]:
        created = format_datetime(datetime(2026, 1, 1, tzinfo=UTC))
        return {
            "sid": account.sid,
            "owner_account_sid": account.sid,
            "friendly_name": "Rehearsal",
            "status": "active",
            "type": "Full",
            "date_created": created,
            "date_updated": created,
            "subresource_uris": {},
            "uri": f"/{API_VERSION}/Accounts/{account.sid}.json",
        }

    @router.get(
        f"/{API_VERSION}/Accounts/{{sid}}/IncomingPhoneNumbers.json", dependencies=[Depends(own)]
    )
    async def numbers(request: Request) -> dict[str, Any]:
        wanted = request.query_params.get("PhoneNumber", "")
        found = [number for number in _plain(account) if wanted in number]
        uri = f"{request.url.path}?{request.url.query}"
        return {
            "incoming_phone_numbers": [_number(account, number) for number in found],
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
        }

    @router.get("/v1/Services/{sid}", dependencies=[Depends(service)])
    async def the_service(sid: str) -> dict[str, Any]:
        return {
            "sid": sid,
            "account_sid": account.sid,
            "friendly_name": "Rehearsal",
            "inbound_request_url": account.webhook,
            "inbound_method": "POST",
            "use_inbound_webhook_on_number": False,
            "links": {},
        }

    @router.get("/v1/Services/{sid}/PhoneNumbers", dependencies=[Depends(service)])
    async def pool(sid: str, request: Request) -> dict[str, Any]:
        found = [
            {"account_sid": account.sid, "service_sid": sid, "phone_number": number}
            for number in _plain(account)
        ]
        return {"phone_numbers": found, "meta": meta(request, "phone_numbers")}

    @router.get("/v2/Channels/Senders")
    async def senders(request: Request) -> dict[str, Any]:
        is_asked = request.query_params.get("Channel") == "whatsapp"
        found = [
            {
                "sid": f"XE{position:032x}",
                "sender_id": number,
                "status": "ONLINE",
                "webhook": {"callback_url": account.webhook, "callback_method": "POST"},
            }
            for position, number in enumerate(account.numbers)
            if is_asked and number.startswith(WHATSAPP)
        ]
        return {"senders": found, "meta": meta(request, "senders")}

    return router


def _plain(account: Account) -> list[str]:
    return [number for number in account.numbers if not number.startswith(WHATSAPP)]


def _number(account: Account, number: str) -> dict[str, Any]:
    return {
        "sid": f"PN{number.removeprefix('+'):0>32}",
        "account_sid": account.sid,
        "phone_number": number,
        "friendly_name": number,
        "capabilities": {"sms": True, "mms": True, "voice": True, "fax": False},
        "sms_url": account.webhook,
        "sms_method": "POST",
        "sms_application_sid": "",
        "status": "in-use",
    }


def meta(request: Request, key: str) -> dict[str, Any]:
    """What stands beside a list that is on one page."""
    url = str(request.url)
    return {
        "page": 0,
        "page_size": 50,
        "first_page_url": url,
        "previous_page_url": None,
        "next_page_url": None,
        "url": url,
        "key": key,
    }
