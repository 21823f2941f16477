"""Twilio's requests to us: messages in, delivery receipts."""

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from twilio.request_validator import RequestValidator

from bot.channels.twilio.attachments import attachment_of
from bot.channels.twilio.medium import NAME
from bot.channels.twilio.opt_out import what_twilio_did
from bot.conversation import receipts
from bot.conversation.inbox import Arrival, Inbox
from bot.metrics import ACKNOWLEDGED, FAILURES
from bot.store.database import Database

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
STATUSES = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
    "read": "read",
}
"""Twilio's message states (messaging-facts §1) as ours; "sent" is "Twilio has it"."""


def twilio_router(
    validator: RequestValidator,
    public_url: str,
    inbox: Inbox,
    database: Database,
    handles_opt_out: bool,
) -> APIRouter:
    """The routes of `/webhooks/twilio`; a request whose signature is wrong gets 403.

    `handles_opt_out` says that Twilio acts on STOP and its kin by itself, as it does unless told
    otherwise.
    """
    router = APIRouter()

    async def genuine_form(request: Request) -> Mapping[str, str]:
        form = {name: str(value) for name, value in (await request.form()).items()}
        query = f"?{request.url.query}" if request.url.query else ""
        url = f"{public_url}{request.url.path}{query}"
        if not validator.validate(url, form, request.headers.get("X-Twilio-Signature", "")):
            FAILURES.labels("signature").inc()
            raise HTTPException(403, "The signature does not fit.")
        return form

    @router.post("/webhooks/twilio")
    async def receive(request: Request) -> Response:
        form = await genuine_form(request)
        try:
            arrival = parse_message(form, handles_opt_out)
        except KeyError as missing:
            raise HTTPException(400, f"The parameter {missing} is missing.") from missing
        await inbox.accept(arrival)
        ACKNOWLEDGED.labels(NAME).inc()
        return Response(EMPTY_TWIML, media_type="text/xml")

    @router.post("/webhooks/twilio/status", status_code=204)
    async def status(request: Request) -> None:
        form = await genuine_form(request)
        state = STATUSES.get(form.get("MessageStatus", ""))
        if state is None or not form.get("MessageSid"):
            return  # parameters and states may be added at any time
        outbound = request.query_params.get("outbound", "")
        async with database.statement() as connection:
            await receipts.record(
                connection,
                form["MessageSid"],
                state,
                form.get("ErrorCode"),
                int(outbound) if outbound.isdecimal() else None,
            )

    return router


def parse_message(form: Mapping[str, str], handles_opt_out: bool) -> Arrival:
    """An incoming message; raises KeyError where Twilio's parameters are not there."""
    return Arrival(
        channel=NAME,
        address=form["From"],
        provider_id=form["MessageSid"],
        text=form.get("Body", ""),
        attachment=attachment_of(form),
        provider_did=what_twilio_did(form, handles_opt_out),
    )
