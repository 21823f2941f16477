"""A setting that cannot be right is refused when it is read, with what would be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.settings import Settings

ADDRESSES = ["ENLACE_PUBLIC_URL", "ENLACE_RASA_URL", "ENLACE_ACTIONS_URL"]
ADDRESSES += ["TWILIO_API_URL", "TELEGRAM_API_URL"]


def refusal(name: str, value: str) -> str:
    """What is said to a wrong setting."""
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, **{name: value})
    [fault] = refused.value.errors()
    assert fault["loc"] == (name,)
    return fault["msg"]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "value",
    [
        "notaurl",
        "enlace.example.org",
        "enlace.example.org:8000",
        "ftp://enlace.example.org",
        "https://",
        "https://:8000",
        "https://enlace.example.org:port",
        "https://enlace.example.org:99999",
        "https://enlace .example.org",
        "https://enlace.example.org\n",
        "https://enlace.example.org/?a=b",
        "https://enlace.example.org/#top",
        "https://[enlace",
    ],
)
def test_what_is_no_address_is_refused(name: str, value: str) -> None:
    assert "https://enlace.example.org" in refusal(name, value)


@pytest.mark.parametrize(
    "value",
    [
        "https://enlace.example.org",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://enlace_web:8000",
        "https://example.org/enlace",
    ],
)
def test_addresses_are_kept_without_a_slash_at_their_end(value: str) -> None:
    for given_as in (value, f"{value}/"):
        assert Settings(_env_file=None, ENLACE_PUBLIC_URL=given_as).public_url == value


@pytest.mark.parametrize("value", ["bad secret!", "ñ", "a" * 257, "a\n", "²"])
def test_a_secret_that_telegram_does_not_take_is_refused_and_not_told(value: str) -> None:
    assert value not in refusal("TELEGRAM_WEBHOOK_SECRET", value)


@given(value=st.from_regex(r"\A[A-Za-z0-9_-]{1,256}\Z"))
def test_any_secret_that_telegram_takes_is_taken(value: str) -> None:
    settings = Settings(_env_file=None, TELEGRAM_WEBHOOK_SECRET=value)
    assert settings.telegram_webhook_secret == SecretStr(value)
