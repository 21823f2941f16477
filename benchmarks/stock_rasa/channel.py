"""Rasa's own Twilio channel, with nothing changed but the address that Twilio's client talks to."""

from __future__ import annotations

import os
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.twilio import TwilioInput, TwilioOutput
from twilio.http.http_client import TwilioHttpClient


class Redirected(TwilioHttpClient):
    """Twilio's HTTP client, sent to `TWILIO_API_URL`."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """The request, at that address."""
        there = url.replace("https://api.twilio.com", os.environ["TWILIO_API_URL"], 1)
        return super().request(method, there, *args, **kwargs)


class RedirectedTwilio(TwilioInput):
    """Rasa's input channel, answering through that client."""

    def get_output_channel(self) -> OutputChannel:
        """As Rasa does: one client a message."""
        output = TwilioOutput(self.account_sid, self.auth_token, self.twilio_number)
        output.http_client = Redirected()
        return output
