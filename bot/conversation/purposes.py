"""What a message is for: how urgent it is, and how long it makes sense."""

from datetime import timedelta
from typing import Final, Literal

type Purpose = Literal["reply", "reminder", "campaign"]
"""A reply is what somebody asked for, staff's answers included; the others we send unasked."""

REPLY: Final = "reply"
PURPOSES: Final[tuple[Purpose, ...]] = ("reply", "reminder", "campaign")
"""The most urgent first."""
UNASKED: Final = PURPOSES[1:]
"""What nobody asked for, the most urgent first."""

LIFETIMES: Final[dict[Purpose, timedelta]] = {
    "reply": timedelta(hours=4),
    "reminder": timedelta(hours=14),
    "campaign": timedelta(hours=24),
}
"""How long each makes sense, where whoever sends it does not say; the unasked ones may wait for the
morning."""

STAFF_LIFETIME = timedelta(hours=24)
"""An answer of staff is worth having a day later."""
