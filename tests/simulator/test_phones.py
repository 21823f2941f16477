"""What a phone's text looks like to the service, and what the screen is told of it."""

import asyncio

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.simulator.behaviour import Behaviour
from bot.simulator.optout import STOPPED
from bot.simulator.phones import PhoneNetwork
from bot.simulator.state import Standin
from tests.simulator.conftest import ACCOUNT, MESSAGES, Listener

ANA = "+13125550101"


async def test_a_text_arrives_as_twilio_would_send_it(
    network: PhoneNetwork, listener: Listener
) -> None:
    message = await network.text(ANA, "¿Califico? 🙂", zip_code="60623")
    [(url, form, headers)] = listener.posts
    assert RequestValidator(ACCOUNT.token).validate(url, form, headers["X-Twilio-Signature"])
    assert headers["I-Twilio-Idempotency-Token"]
    assert form["MessageSid"] == form["SmsSid"] == message.sid
    assert form["Body"] == "¿Califico? 🙂"
    assert (form["From"], form["To"]) == (ANA, ACCOUNT.numbers[0])
    assert (form["NumMedia"], form["NumSegments"]) == ("0", "1")
    assert form["FromZip"] == "60623"
    assert form["AccountSid"] == ACCOUNT.sid
    assert form["MessagingServiceSid"] == ACCOUNT.messaging_service_sid


async def test_a_picture_arrives_with_its_address(
    network: PhoneNetwork, listener: Listener, api: httpx.AsyncClient
) -> None:
    await network.text(ANA, "", picture=True)
    form = listener.posts[0][1]
    assert form["MessageSid"].startswith("MM")
    assert (form["NumMedia"], form["MediaContentType0"], form["Body"]) == ("1", "image/png", "")
    path = form["MediaUrl0"].removeprefix("https://api.twilio.com")
    assert (await api.get(path)).content.startswith(b"\x89PNG")


async def test_whatsapp_has_an_origin_of_its_own(network: PhoneNetwork, listener: Listener) -> None:
    await network.text(f"whatsapp:{ANA}", "hola")
    form = listener.posts[0][1]
    assert (form["From"], form["To"]) == (f"whatsapp:{ANA}", ACCOUNT.numbers[1])
    assert form["WaId"] == "13125550101"
    assert "FromZip" not in form


async def test_the_same_text_may_be_posted_twice(
    network: PhoneNetwork, standin: Standin, listener: Listener
) -> None:
    standin.behave(Behaviour(repeat_webhook=2))
    await network.text(ANA, "hola")
    first, second = listener.posts
    assert first[1] == second[1]
    assert len(standin.conversation(ANA)) == 1


async def test_stop_is_answered_by_twilio_and_still_reaches_the_service(
    network: PhoneNetwork, standin: Standin, listener: Listener
) -> None:
    await network.text(ANA, "Stop")
    assert [message.body for message in standin.conversation(ANA)] == ["Stop", STOPPED]
    assert listener.posts[0][1]["Body"] == "Stop"
    await network.text(ANA, "Stop")
    assert len(standin.conversation(ANA)) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(204), None),
        (httpx.Response(200, text="<Response/>", headers={"content-type": "text/xml"}), None),
        (httpx.Response(200, json={}), 12300),
        (httpx.Response(403), 11200),
        (httpx.Response(500), 11200),
    ],
)
async def test_the_webhooks_answer_is_judged(
    network: PhoneNetwork, listener: Listener, answer: httpx.Response, code: int | None
) -> None:
    listener.answer = answer
    assert (await network.text(ANA, "hola")).error_code == code


async def test_a_service_that_is_down_is_noted(network: PhoneNetwork, listener: Listener) -> None:
    listener.deaf = True
    assert (await network.text(ANA, "hola")).error_code == 11200


async def test_the_screen_is_told_segments_and_status(api: httpx.AsyncClient) -> None:
    path = f"/simulator/phones/{ANA}/messages"
    posted = await api.post(path, json={"text": "¿Dónde?"})
    assert posted.status_code == 202
    [seen] = (await api.get(path)).json()["messages"]
    assert seen == posted.json()
    assert (seen["direction"], seen["encoding"], seen["segments"]) == ("in", "UCS-2", 1)
    assert seen["status"] == "received"


@pytest.mark.parametrize("number", ["+13125551234", "+14155550101x", "911"])
async def test_only_invented_phones_exist(api: httpx.AsyncClient, number: str) -> None:
    answer = await api.post(f"/simulator/phones/{number}/messages", json={"text": "hola"})
    assert answer.status_code == 422


async def test_who_watches_sees_messages_come_and_change(
    network: PhoneNetwork, standin: Standin, listener: Listener
) -> None:
    listener.answer = httpx.Response(500)
    with standin.watchers.watch() as changes:
        await network.text(ANA, "hola")
        seen = [await asyncio.wait_for(changes.get(), 1) for _ in range(2)]
    assert [message.body for message in seen] == ["hola", "hola"]


async def test_behaviour_can_be_set_from_outside(api: httpx.AsyncClient, standin: Standin) -> None:
    answer = await api.put("/simulator/behaviour", json={"down": 0.5})
    assert answer.json()["down"] == 0.5
    assert standin.behaviour.down == 0.5
    assert (await api.put("/simulator/behaviour", json={"dwon": 1})).status_code == 422


def content(kind: str, **fields: object) -> dict[str, object]:
    """A request to make a content of one type."""
    return {"language": "en", "variables": {}, "types": {kind: {"body": "Well?", **fields}}}


TAPS = {
    "twilio/quick-reply": (
        {"actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "7.1"}]},
        {"MessageType": "button", "ButtonPayload": "7.1", "ButtonText": "Yes"},
    ),
    "twilio/list-picker": (
        {"button": "Choose", "items": [{"item": "Yes", "id": "7.1"}]},
        {"MessageType": "interactive", "ListId": "7.1", "ListTitle": "Yes"},
    ),
}


@pytest.mark.parametrize("kind", TAPS)
async def test_a_tap_arrives_with_what_its_button_sends_back(
    api: httpx.AsyncClient, network: PhoneNetwork, listener: Listener, kind: str
) -> None:
    fields, told = TAPS[kind]
    made = (await api.post("/v1/Content", json=content(kind, **fields))).json()
    phone = f"whatsapp:{ANA}"
    form = {"To": phone, "From": ACCOUNT.numbers[1], "ContentSid": made["sid"]}
    sent = (await api.post(MESSAGES, data=form)).json()
    taps = f"/simulator/phones/{phone}/taps"
    tapped = await api.post(taps, json={"message_id": sent["sid"], "button": 1})
    assert (tapped.json()["text"], sent["body"]) == ("Yes", "Well?")
    posted = listener.posts[-1][1]
    assert told.items() <= posted.items()
    assert (posted["Body"], posted["OriginalRepliedMessageSid"]) == ("Yes", sent["sid"])
    for other in ({"message_id": sent["sid"], "button": 2}, {"message_id": "SM0", "button": 1}):
        assert (await api.post(taps, json=other)).status_code == 404


@pytest.mark.parametrize(
    "request_",
    [
        {},
        content("twilio/text"),
        content("twilio/quick-reply", actions=[]),
        content("twilio/quick-reply", actions=[{"type": "URL", "title": "Yes", "id": "1"}]),
        content("twilio/list-picker", items=[{"item": "Yes", "id": "7.1"}]),
        content("twilio/list-picker", button="Choose", items=[{"item": "Yes", "id": "1"}] * 11),
        content("twilio/list-picker", button="{{1}}", items=[{"item": "Yes", "id": "1"}]),
    ],
)
async def test_a_content_that_twilio_does_not_know_is_not_made(
    api: httpx.AsyncClient, standin: Standin, request_: dict[str, object]
) -> None:
    assert (await api.post("/v1/Content", json=request_)).json()["code"] == 20001
    assert standin.contents.all() == []


@pytest.mark.parametrize("auth", [None, (ACCOUNT.sid, "wrong")])
async def test_contents_are_the_accounts_own(
    api: httpx.AsyncClient, auth: tuple[str, str] | None
) -> None:
    api.auth = httpx.BasicAuth(*auth) if auth else None
    assert (await api.get("/v1/Content")).status_code == 401


async def test_whatsapp_shows_no_more_buttons_than_it_has_room_for(
    api: httpx.AsyncClient, network: PhoneNetwork, standin: Standin
) -> None:
    phone = f"whatsapp:{ANA}"
    await network.text(phone, "hola")
    actions = [{"type": "QUICK_REPLY", "title": f"No {n}", "id": str(n)} for n in range(4)]
    made = await api.post("/v1/Content", json=content("twilio/quick-reply", actions=actions))
    form = {"To": phone, "From": ACCOUNT.numbers[1], "ContentSid": made.json()["sid"]}
    sent = (await api.post(MESSAGES, data=form)).json()
    await standin.settle()
    assert (await api.get(sent["uri"])).json()["error_code"] == 63021
