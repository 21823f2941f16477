"""Twilio's requests to us: messages in, delivery receipts."""

import re
from collections.abc import Container, Mapping
from urllib.parse import parse_qsl

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.channels.twilio import whatsapp
from bot.channels.twilio.addresses import sender_of, why_unanswered
from bot.channels.twilio.attachments import attachment_of
from bot.channels.twilio.errors import CONSEQUENCES, CONTENT_NOT_TAKEN, reason_of
from bot.channels.twilio.opt_out import what_twilio_did
from bot.clock import Clock
from bot.conversation import receipts
from bot.conversation.choices import VALUE
from bot.conversation.consequences import draw
from bot.conversation.inbox import Arrival, Inbox
from bot.conversation.receipts import Receipt, Receipts
from bot.conversation.saying_again import say_in_numbers
from bot.metrics import ACKNOWLEDGED, FAILURES
from bot.store.database import Database
from bot.store.jobs import Jobs
from bot.store.numbers import row_number

log = structlog.get_logger()

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MOST_PARAMETERS = 1_000
SID = re.compile(r"[A-Za-z0-9]{2,64}")
"""An id of a message; Twilio's own are two letters and 32 hexadecimal digits."""
ERROR_CODE = re.compile(r"[0-9]{1,9}")
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


def twilio_routes(
    validator: RequestValidator,
    public_url: str,
    inbox: Inbox,
    database: Database,
    jobs: Jobs,
    clock: Clock,
    channels: Container[str],
    handles_opt_out: bool,
    own: Container[str],
) -> list[Route]:
    """The routes of `/webhooks/twilio`; a request whose signature is wrong gets 403.

    `own` are the addresses of our senders. `handles_opt_out` says that Twilio acts on STOP and its
    kin by itself, as it does unless told otherwise.
    """
    told = Receipts(database)

    async def genuine_form(request: Request) -> Mapping[str, str]:
        form = parse_form(await request.body())
        query = f"?{request.url.query}" if request.url.query else ""
        url = f"{public_url}{request.url.path}{query}"
        if not validator.validate(url, form, request.headers.get("X-Twilio-Signature", "")):
            FAILURES.labels("signature").inc()
            raise HTTPException(403, "The signature does not fit.")
        return form

    async def receive(request: Request) -> Response:
        form = await genuine_form(request)
        try:
            arrival = parse_message(form, handles_opt_out)
        except KeyError as missing:
            raise HTTPException(400, f"The parameter {missing} is missing.") from missing
        except ValueError as error:
            raise HTTPException(400, str(error)) from error
        if arrival.channel not in channels:
            raise HTTPException(400, f"The channel {arrival.channel} is not set up.")
        if reason := why_unanswered(form, own):
            log.warning("a message was dropped", channel=arrival.channel, reason=reason)
            return Response(EMPTY_TWIML, media_type="text/xml")
        await inbox.accept(arrival)
        ACKNOWLEDGED.labels(arrival.channel).inc()
        return Response(EMPTY_TWIML, media_type="text/xml")

    async def status(request: Request) -> Response:
        form = await genuine_form(request)
        state = STATUSES.get(form.get("MessageStatus", ""))
        if state is None or not SID.fullmatch(form.get("MessageSid", "")):
            return Response(status_code=204)  # parameters and states may be added at any time
        outbound_id = row_number(request.query_params.get("outbound", ""))
        told_code = form.get("ErrorCode", "")
        code = told_code if ERROR_CODE.fullmatch(told_code) else None
        receipt = Receipt(
            form["MessageSid"], state, outbound_id, code, reason_of(code) if code else None
        )
        if code in CONSEQUENCES:
            await record_with_consequence(receipt, code)
        else:
            await told.take(receipt)
        return Response(status_code=204)

    async def record_with_consequence(receipt: Receipt, code: str) -> None:
        """Both or neither: Twilio repeats what we did not acknowledge; and once, though it did."""
        async with database.transaction() as session:
            if await receipts.lock_if_news(session, receipt):
                for found in await receipts.record(session, receipt):
                    await draw(session, found, code, CONSEQUENCES[code], clock.now())
                    if code in CONTENT_NOT_TAKEN:
                        await say_in_numbers(session, jobs, found, clock.now())

    return [
        Route("/webhooks/twilio", receive, methods=["POST"]),
        Route("/webhooks/twilio/status", status, methods=["POST"]),
    ]


def parse_form(body: bytes) -> Mapping[str, str]:
    """A body of parameters (WHATWG's application/x-www-form-urlencoded), the last of each name.

    Raises the answer 400 where there are more of them than Twilio has ever sent.
    """
    try:
        named = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS
        )
    except ValueError as error:
        raise HTTPException(400, "There are too many parameters.") from error
    return dict(named)


def parse_message(form: Mapping[str, str], handles_opt_out: bool) -> Arrival:
    """An incoming message.

    Raises KeyError where Twilio's parameters are not there, ValueError where they can be none.
    """
    sender = sender_of(form["From"])
    if not SID.fullmatch(form["MessageSid"]):
        raise ValueError("The parameter MessageSid is no id.")
    is_whatsapp = sender.channel == whatsapp.NAME
    return Arrival(
        channel=sender.channel,
        address=sender.address,
        provider_id=form["MessageSid"],
        text=form.get("Body", ""),
        choice=tapped(form) if is_whatsapp else None,
        attachment=attachment_of(form),
        provider_did=what_twilio_did(form, handles_opt_out and not is_whatsapp),
    )


def tapped(form: Mapping[str, str]) -> str | None:
    """What a button or an item of a list sent back, where it is one of ours.

    Twilio's own page of the parameters lists only the buttons'
    (https://www.twilio.com/docs/messaging/guides/webhook-request); those of a list are as programs
    that receive them read them. A button of an approved template is its words.
    """
    value = form.get("ButtonPayload") or form.get("ListId") or ""
    return value if VALUE.fullmatch(value) else None
