"""Whatever Twilio sends, rightly signed, is taken or refused: no fault of ours, nothing made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tests.harness.entrance import INBOUND, NUMBER, STATUS, WHATSAPP_NUMBER, Entrance, inbound
from tests.harness.odd import ODD, many


@pytest.mark.parametrize(
    "sender",
    [
        "",
        " ",
        "+",
        "+1",
        "+0312555010",
        "13125550101",
        " 13125550101",
        "+13125550101\n",
        "+13125550101x",
        "+1312555\x000101",
        "\x00",
        "+" + "1" * 16,
        "+1312555٠١٠١",
        "٣١٢٥٥",
        "a" * 12,
        "whatsapp:",
        "whatsapp:abc",
        "whatsapp:12345",
        "whatsapp:US.",
        "whatsapp:whatsapp:+13125550101",
        "WhatsApp:+13125550101",
        ":+13125550101",
        "rcs:+13125550101",
        "messenger:12345",
    ],
    ids=repr,
)
async def test_what_can_be_no_address_is_refused(entrance: Entrance, sender: str) -> None:
    before = await entrance.stored()
    answer = await entrance.by_twilio(INBOUND, inbound(From=sender))
    assert answer.status_code == 400
    assert answer.json()["detail"] in (
        "The parameter From is no address.",
        f"The channel {sender.partition(':')[0]} is not set up.",
    )
    assert await entrance.stored() == before


@pytest.mark.parametrize(
    "sender",
    ["+13125550142", "+442079460000", "89203", "262966", "whatsapp:+13125550142", "whatsapp:US.1a"],
)
async def test_phones_short_codes_and_user_ids_of_whatsapp_are_taken(
    entrance: Entrance, sender: str
) -> None:
    before = await entrance.stored()
    assert (await entrance.by_twilio(INBOUND, inbound(From=sender))).status_code == 200
    assert await entrance.stored() == before + 1


@pytest.mark.parametrize(
    ("sender", "to", "reason"),
    [
        (NUMBER, NUMBER, "it comes from our own number"),
        (NUMBER, "+13125550177", "it comes from our own number"),
        (f"whatsapp:{WHATSAPP_NUMBER}", f"whatsapp:{NUMBER}", "it comes from our own number"),
        ("+13125550178", "+13125550178", "it comes from our own number"),
        ("CPSAlert", NUMBER, "its sender takes no answers"),
        ("1-800 Ads", NUMBER, "its sender takes no answers"),
    ],
)
async def test_who_must_not_or_cannot_be_answered_gets_no_turn(
    entrance: Entrance, sender: str, to: str, reason: str
) -> None:
    before = await entrance.stored()
    with capture_logs() as logged:
        answer = await entrance.by_twilio(INBOUND, inbound(From=sender, To=to, Body="a secret"))
    assert answer.status_code == 200
    assert await entrance.stored() == before
    [line] = [line for line in logged if line["event"] == "a message was dropped"]
    assert line["reason"] == reason
    assert "secret" not in repr(logged)
    assert sender not in repr(logged)


@pytest.mark.parametrize("count", ["abc", "²", "-1", "", "1.5", "\x00", "٣", "1" * 5000])
async def test_a_count_of_media_that_is_none_costs_no_message(
    entrance: Entrance, count: str
) -> None:
    before = await entrance.stored()
    assert (await entrance.by_twilio(INBOUND, inbound(NumMedia=count))).status_code == 200
    assert await entrance.stored() == before + 1


@pytest.mark.parametrize("sid", ["", "\x00", "SM\x00", "SM" + "1" * 5000, "²" * 34])
async def test_what_can_be_no_id_is_refused(entrance: Entrance, sid: str) -> None:
    assert (await entrance.by_twilio(INBOUND, inbound(MessageSid=sid))).status_code == 400
    told = {"MessageSid": sid, "MessageStatus": "delivered"}
    assert (await entrance.by_twilio(STATUS, told)).status_code == 204


@pytest.mark.parametrize("code", ["\x00", "30003\x00", "²", "1" * 5000, "no number"])
async def test_an_error_code_that_is_none_costs_no_receipt(entrance: Entrance, code: str) -> None:
    told = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "failed", "ErrorCode": code}
    assert (await entrance.by_twilio(STATUS, told)).status_code == 204


NAMES = ["From", "To", "Body", "MessageSid", "NumMedia", "MediaContentType0", "Latitude"]
NAMES += ["OptOutType", "ButtonPayload", "ListId", "MessageStatus", "ErrorCode", "ChannelPrefix"]


@many
@given(told=st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=9)), ODD))
async def test_any_parameters_of_a_message_are_taken_or_refused(
    entrance: Entrance, told: dict[str, str]
) -> None:
    answer = await entrance.by_twilio(INBOUND, inbound() | told)
    assert answer.status_code in (200, 400)


@many
@given(
    told=st.dictionaries(st.sampled_from(NAMES), ODD),
    status=st.sampled_from(["sent", "delivered", "failed", "read"]),
    code=st.sampled_from(["30003", "21610", "63013", "63016", ""]),
)
async def test_any_receipt_is_taken(
    entrance: Entrance, told: dict[str, str], status: str, code: str
) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": status, "ErrorCode": code, **told}
    assert (await entrance.by_twilio(STATUS, form)).status_code == 204


@many
@given(body=st.binary(max_size=300), path=st.sampled_from([INBOUND, STATUS]))
async def test_any_bytes_to_twilios_webhooks_are_answered(
    entrance: Entrance, body: bytes, path: str
) -> None:
    assert (await entrance.by_twilio_as_sent(path, body)).status_code in (204, 400)
