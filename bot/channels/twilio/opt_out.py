"""What Twilio does by itself about STOP, START and HELP, before it tells us.

With Advanced Opt-Out it says so in `OptOutType`. Without, it acts on a few words that are a whole
message, in English, and does not say so (https://support.twilio.com/hc/en-us/articles/223134027).
"""

from collections.abc import Mapping
from typing import Final, Literal

STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
HELPS = frozenset({"HELP", "INFO"})

type Done = Literal["opt_out", "opt_in", "help"]
TYPES: Final[Mapping[str, Done]] = {"STOP": "opt_out", "START": "opt_in", "HELP": "help"}


def what_twilio_did(form: Mapping[str, str], handles_opt_out: bool) -> Done | None:
    """What Twilio has done about an incoming message and told the sender of.

    START is not read from its words: Twilio acts on it only for those on its own list.
    """
    if form.get("OptOutType"):
        return TYPES.get(form["OptOutType"].upper())
    word = form.get("Body", "").strip().upper()
    if handles_opt_out and word in STOPS:
        return "opt_out"
    return "help" if handles_opt_out and word in HELPS else None
