"""What comes with a text message, or instead of one."""

import pytest

from bot.channels.twilio.attachments import attachment_of


@pytest.mark.parametrize(
    ("media_type", "attachment"),
    [
        ("image/jpeg", "picture"),
        ("video/3gpp", "picture"),
        ("audio/amr", "voice"),
        ("text/x-vcard", "contact"),
        ("application/pdf", "file"),
        ("", "file"),
    ],
)
def test_media_are_told_apart(media_type: str, attachment: str) -> None:
    assert attachment_of({"NumMedia": "1", "MediaContentType0": media_type}) == attachment


def test_a_shared_place_has_no_media_and_words_have_neither() -> None:
    assert attachment_of({"NumMedia": "0", "Latitude": "41.9", "Longitude": "-87.6"}) == "place"
    assert attachment_of({"NumMedia": "0", "Body": "hola"}) is None
    assert attachment_of({"NumMedia": "many", "Body": "hola"}) is None
