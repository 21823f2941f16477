"""The stand-in is as strict as Twilio."""

from email.utils import parsedate_to_datetime

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.simulator.behaviour import Behaviour
from bot.simulator.phones import PhoneNetwork
from bot.simulator.state import Standin
from tests.simulator.conftest import ACCOUNT, MESSAGES, Clock, Listener

ANA = "+13125550101"
GOOD = {"To": ANA, "From": ACCOUNT.numbers[0], "Body": "Hola"}
BY_SERVICE = {"To": ANA, "MessagingServiceSid": ACCOUNT.messaging_service_sid, "Body": "Hola"}
[TEMPLATE] = ACCOUNT.templates
CALLBACK = "https://enlace.test/webhooks/twilio/status"


def without(key: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name != key}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (without("To"), 21604),
        (without("From"), 21603),
        (without("Body"), 21602),
        (GOOD | {"To": "312-555-0101"}, 21211),
        (GOOD | {"To": "+1312555"}, 21211),
        (GOOD | {"To": "+999123456789"}, 21211),
        (GOOD | {"ValidityPeriod": "9" * 5000}, 21624),
        (GOOD | {"From": "+13125550150"}, 21606),
        (GOOD | {"To": ACCOUNT.numbers[0]}, 21266),
        (GOOD | {"Body": "a" * 1601}, 21617),
        (GOOD | {"StatusCallback": "enlace.test/status"}, 21609),
        (GOOD | {"StatusCallback": "ftp://enlace.test"}, 21609),
        (BY_SERVICE | {"MessagingServiceSid": "MG" + "3" * 32}, 21701),
        (GOOD | {"ValidityPeriod": "0"}, 21624),
        (GOOD | {"ValidityPeriod": "36001"}, 21624),
        (GOOD | {"To": f"whatsapp:{ANA}"}, 21910),
        (GOOD | {"From": ACCOUNT.numbers[1]}, 21910),
        (GOOD | {"ContentSid": "HX12"}, 21655),
        (GOOD | {"ContentSid": "HX" + "1" * 32}, 21655),
        (GOOD | {"ContentVariables": "{}"}, 21654),
        (GOOD | {"ContentSid": TEMPLATE, "ContentVariables": "{"}, 21656),
        (GOOD | {"ContentSid": TEMPLATE, "ContentVariables": '{"1": ""}'}, 21656),
        (GOOD | {"ContentSid": TEMPLATE, "ContentVariables": '{"1": "a\\nb"}'}, 21656),
    ],
)
async def test_refused_requests_bear_twilios_code(
    api: httpx.AsyncClient, standin: Standin, form: dict[str, str], code: int
) -> None:
    answer = await api.post(MESSAGES, data=form)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["more_info"].endswith(str(code))
    assert list(standin.newest_first()) == []


@pytest.mark.parametrize("auth", [None, (ACCOUNT.sid, "wrong"), ("AC" + "9" * 32, "token")])
async def test_wrong_credentials_are_refused(
    app: object, auth: tuple[str, str] | None, standin: Standin
) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://standin") as stranger:
        answer = await stranger.post(MESSAGES, data=GOOD, auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert list(standin.newest_first()) == []


async def test_json_is_not_a_form(api: httpx.AsyncClient) -> None:
    answer = await api.post(MESSAGES, json=GOOD)
    assert answer.json()["code"] == 21604


async def test_an_accepted_message_looks_like_twilios(api: httpx.AsyncClient, clock: Clock) -> None:
    answer = await api.post(MESSAGES, data=GOOD | {"Body": "a" * 161})
    body = answer.json()
    assert answer.status_code == 201
    assert body["sid"].startswith("SM")
    assert len(body["sid"]) == 34
    assert body["status"] == "queued"
    assert body["num_segments"] == "2"
    assert body["direction"] == "outbound-api"
    assert body["error_code"] is None
    assert body["date_sent"] is None
    assert parsedate_to_datetime(body["date_created"]) == clock.now()
    assert body["uri"] == f"/2010-04-01/Accounts/{ACCOUNT.sid}/Messages/{body['sid']}.json"


async def test_a_messaging_service_counts_segments_and_picks_the_sender_later(
    api: httpx.AsyncClient, standin: Standin
) -> None:
    body = (await api.post(MESSAGES, data=BY_SERVICE)).json()
    assert (body["status"], body["num_segments"]) == ("accepted", "0")
    await standin.settle()
    later = (await api.get(body["uri"])).json()
    assert (later["status"], later["num_segments"]) == ("delivered", "1")
    assert later["from"] == ACCOUNT.numbers[0]


async def test_callbacks_tell_each_status_after_the_first_and_are_signed(
    api: httpx.AsyncClient, standin: Standin, listener: Listener
) -> None:
    await api.post(MESSAGES, data=GOOD | {"StatusCallback": CALLBACK})
    await standin.settle()
    assert listener.statuses() == ["sent", "delivered"]
    validator = RequestValidator(ACCOUNT.token)
    for url, form, headers in listener.posts:
        assert validator.validate(url, form, headers["X-Twilio-Signature"])


@pytest.mark.parametrize(
    ("callbacks", "told"),
    [
        ("reversed", ["delivered", "sent"]),
        ("duplicated", ["sent", "delivered", "sent", "delivered"]),
        ("none", []),
    ],
)
async def test_callbacks_may_come_in_any_order(
    api: httpx.AsyncClient, standin: Standin, listener: Listener, callbacks: str, told: list[str]
) -> None:
    standin.behave(Behaviour(callback_delay_seconds=0, callbacks=callbacks))  # type: ignore[arg-type]
    await api.post(MESSAGES, data=GOOD | {"StatusCallback": CALLBACK})
    await standin.settle()
    assert listener.statuses() == told


async def test_an_unreachable_phone_gets_nothing(
    api: httpx.AsyncClient, standin: Standin, listener: Listener
) -> None:
    standin.behave(Behaviour(callback_delay_seconds=0, unreachable=frozenset({ANA})))
    await api.post(MESSAGES, data=GOOD | {"StatusCallback": CALLBACK})
    await standin.settle()
    assert listener.statuses() == ["undelivered"]
    assert listener.posts[0][1]["ErrorCode"] == "30003"


@pytest.mark.parametrize("word", ["STOP", "stop ", "Cancel", "REVOKE"])
async def test_nobody_who_texted_stop_is_texted_until_they_text_start(
    api: httpx.AsyncClient, network: PhoneNetwork, word: str
) -> None:
    await network.text(ANA, word)
    for form in (BY_SERVICE, BY_SERVICE | {"Body": "We are sorry to see you go."}):
        answer = await api.post(MESSAGES, data=form)
        assert (answer.status_code, answer.json()["code"]) == (400, 21610)
    await network.text(ANA, "yes")
    assert (await api.post(MESSAGES, data=BY_SERVICE)).status_code == 201


@pytest.mark.parametrize("words", ["STOP PLEASE", "ALTO", "no"])
async def test_other_words_do_not_opt_out(
    api: httpx.AsyncClient, network: PhoneNetwork, words: str
) -> None:
    await network.text(ANA, words)
    assert (await api.post(MESSAGES, data=BY_SERVICE)).status_code == 201


async def test_an_opt_out_holds_for_its_sender_only(
    api: httpx.AsyncClient, network: PhoneNetwork
) -> None:
    await network.text(ANA, "STOP")
    assert (await api.post(MESSAGES, data=GOOD)).status_code == 201


async def test_whatsapp_is_closed_a_day_after_the_last_message(
    api: httpx.AsyncClient, standin: Standin, network: PhoneNetwork, clock: Clock
) -> None:
    form = GOOD | {"To": f"whatsapp:{ANA}", "From": ACCOUNT.numbers[1]}
    await network.text(f"whatsapp:{ANA}", "hola")
    clock.advance(hours=23)
    first = (await api.post(MESSAGES, data=form)).json()
    clock.advance(hours=2)
    second = (await api.post(MESSAGES, data=form)).json()
    await standin.settle()
    assert (await api.get(first["uri"])).json()["status"] == "delivered"
    late = (await api.get(second["uri"])).json()
    assert (late["status"], late["error_code"]) == ("undelivered", 63016)


async def test_a_template_opens_whatsapp(api: httpx.AsyncClient, standin: Standin) -> None:
    form = {"To": f"whatsapp:{ANA}", "From": ACCOUNT.numbers[1], "ContentSid": TEMPLATE}
    sent = (await api.post(MESSAGES, data=form)).json()
    await standin.settle()
    assert (await api.get(sent["uri"])).json()["status"] == "delivered"


async def test_a_message_that_waits_too_long_is_never_sent(
    api: httpx.AsyncClient, standin: Standin
) -> None:
    standin.behave(Behaviour(callback_delay_seconds=0, queue_seconds=90))
    late = (await api.post(MESSAGES, data=GOOD | {"ValidityPeriod": "60"})).json()
    await standin.settle()
    assert (await api.get(late["uri"])).json()["error_code"] == 30036


async def test_a_landline_is_refused(api: httpx.AsyncClient, standin: Standin) -> None:
    standin.behave(Behaviour(landlines=frozenset({ANA})))
    assert (await api.post(MESSAGES, data=GOOD)).json()["code"] == 21614


async def test_advanced_opt_out_says_what_twilio_did(
    network: PhoneNetwork, standin: Standin, listener: Listener
) -> None:
    standin.behave(Behaviour(advanced_opt_out=True))
    for word in ("STOP", "start", "help", "hola"):
        await network.text(ANA, word)
    assert [form.get("OptOutType") for _, form, _ in listener.posts] == [
        "STOP",
        "START",
        "HELP",
        None,
    ]


async def test_too_fast_is_refused(api: httpx.AsyncClient, standin: Standin) -> None:
    standin.behave(Behaviour(requests_per_second=3))
    answers = [await api.post(MESSAGES, data=GOOD) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].json()["code"] == 20429


async def test_down_accepts_nothing(api: httpx.AsyncClient, standin: Standin) -> None:
    standin.behave(Behaviour(down=1))
    assert (await api.post(MESSAGES, data=GOOD)).status_code == 503
    assert list(standin.newest_first()) == []


async def test_a_failure_after_accepting_can_be_looked_up(
    api: httpx.AsyncClient, standin: Standin
) -> None:
    standin.behave(Behaviour(fail_after_accepting=1))
    assert (await api.post(MESSAGES, data=GOOD)).status_code == 500
    found = (await api.get(MESSAGES, params={"To": ANA})).json()["messages"]
    assert [message["body"] for message in found] == ["Hola"]


async def test_lists_are_newest_first_filtered_and_paged(
    api: httpx.AsyncClient, standin: Standin, clock: Clock
) -> None:
    for number in range(5):
        await api.post(MESSAGES, data=GOOD | {"Body": str(number)})
        await standin.settle()
        clock.advance(hours=1)
    await api.post(MESSAGES, data=GOOD | {"To": "+13125550102"})
    found = await api.get(MESSAGES, params={"To": ANA, "PageSize": 2})
    assert [message["body"] for message in found.json()["messages"]] == ["4", "3"]
    more = (await api.get(found.json()["next_page_uri"])).json()
    assert [message["body"] for message in more["messages"]] == ["2", "1"]
    since = (
        await api.get(MESSAGES, params={"To": ANA, "DateSent>": "2026-11-21T21:00:00Z"})
    ).json()
    assert [message["body"] for message in since["messages"]] == ["4", "3"]
    day = (await api.get(MESSAGES, params={"DateSent": "2026-11-20"})).json()
    assert day["messages"] == []
    assert (await api.get(MESSAGES, params={"DateSent": "soon"})).json()["code"] == 20001


async def test_nothing_is_found_where_nothing_is(api: httpx.AsyncClient) -> None:
    account = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
    for path in (f"{account}/Messages/SM{'0' * 32}.json", MESSAGES.replace("AC1", "AC2")):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_memory_is_bounded(api: httpx.AsyncClient, clock: Clock) -> None:
    small = Standin(ACCOUNT, clock.now, max_messages=10)
    network = PhoneNetwork(
        small, CALLBACK, client=httpx.AsyncClient(transport=httpx.MockTransport(Listener()))
    )
    for number in range(25):
        await network.text(ANA, str(number))
    assert [message.body for message in small.conversation(ANA)] == [str(n) for n in range(15, 25)]
