"""How fast a sender may send, by its kind and registration.

Segments a second: Twilio's and resellers' pages as gathered in messaging-facts §1 ("MPS", "10DLC").
"""

from typing import Final

PER_SECOND: Final = {
    "long_code": 1.0,
    "10dlc_sole_proprietor": 1.0,
    "10dlc_low_volume": 3.75,
    "10dlc_low": 12.0,
    "10dlc_medium": 120.0,
    "10dlc_high": 225.0,
    "toll_free": 3.0,
    "short_code": 100.0,
}
"""By the values of `TWILIO_SENDER`."""
