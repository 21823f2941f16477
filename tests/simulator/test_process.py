"""The stand-in as its own process, spoken to by Twilio's own client library."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.harness.standin import StandinProcess

BOT = "5550124:a-token-of-these-tests"
SID, TOKEN, OURS, ANA = "AC" + "1" * 32, "token", "+13125550199", "+13125550101"


class Redirected(TwilioHttpClient):
    """Twilio's HTTP client, sent to another address."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base = urlsplit(base_url)

    def request(self, method, url, *args, **kwargs):  # type: ignore[no-untyped-def]
        there = urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc)
        return super().request(method, urlunsplit(there), *args, **kwargs)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    standin = StandinProcess(
        OURS,
        webhook_url="http://127.0.0.1:9/",
        account_sid=SID,
        auth_token=TOKEN,
        telegram_token=BOT,
    ).wait()
    yield standin.base_url
    standin.stop()


@pytest.fixture
def twilio(base_url: str) -> Iterator[Client]:
    yield Client(SID, TOKEN, http_client=Redirected(base_url))
    httpx.put(f"{base_url}/simulator/behaviour", json={})


def test_the_client_sends_lists_and_fetches(twilio: Client) -> None:
    sent = twilio.messages.create(to=ANA, from_=OURS, body="Hola, ¿cómo está?")
    assert (sent.status, sent.num_segments) == ("queued", "1")
    listed = twilio.messages.list(to=ANA, date_sent_after=sent.date_created, limit=5)
    assert [message.sid for message in listed] == [sent.sid]
    for _ in range(50):
        if twilio.messages(sent.sid).fetch().status == "delivered":
            break
        time.sleep(0.05)
    assert twilio.messages(sent.sid).fetch().date_sent


def test_the_client_understands_the_refusals(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(to="12", from_=OURS, body="Hola")
    assert (caught.value.status, caught.value.code) == (400, 21211)


def test_a_dropped_connection_leaves_the_outcome_unknown(twilio: Client, base_url: str) -> None:
    httpx.put(f"{base_url}/simulator/behaviour", json={"drop_after_accepting": 1})
    with pytest.raises(requests.exceptions.RequestException):
        twilio.messages.create(to=ANA, from_=OURS, body="lost?")
    assert [message.body for message in twilio.messages.list(to=ANA, limit=1)] == ["lost?"]


def test_a_phone_texts_and_watches(base_url: str) -> None:
    phone = f"{base_url}/simulator/phones/+13125550102"
    posted = httpx.post(f"{phone}/messages", json={"text": "hi"})
    assert (posted.status_code, posted.json()["error_code"]) == (202, 11200)
    with httpx.stream("GET", f"{phone}/events") as events:
        lines = [line for line, _ in zip(events.iter_lines(), range(2), strict=False)]
    assert lines[0] == "event: message"
    assert '"text": "hi"' in lines[1]


def test_the_same_process_plays_telegram(base_url: str) -> None:
    with httpx.Client(base_url=base_url, trust_env=False) as client:
        client.post("/simulator/telegram/people/7/messages", json={"text": "/start"})
        [update] = client.get(f"/bot{BOT}/getUpdates").json()["result"]
        assert update["message"]["text"] == "/start"
        form = {"chat_id": 7, "text": "Hello"}
        assert client.post(f"/bot{BOT}/sendMessage", data=form).json()["ok"]
        chat = client.get("/simulator/telegram/people/7/messages").json()["messages"]
        assert [message["text"] for message in chat] == ["/start", "Hello"]
