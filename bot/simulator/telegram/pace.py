"""How fast a bot may send: about 30 messages a second, 1 a second in one chat, short bursts aside.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; how long a burst
may be is not published, so chosen.
"""

import math
from dataclasses import dataclass

OVERALL, OVERALL_BURST = 30.0, 30.0
IN_ONE_CHAT, CHAT_BURST = 1.0, 3.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Paces:
    """A bucket for the bot and one for each chat; times are seconds, monotonic."""

    def __init__(self) -> None:
        self._all = _Bucket(OVERALL_BURST, 0.0)
        self._chats: dict[int, _Bucket] = {}

    def take(self, chat_id: int, at: float) -> int | None:
        """Note a message; the seconds to wait instead, where it is one too many."""
        chat = self._chats.setdefault(chat_id, _Bucket(CHAT_BURST, at))
        for bucket, rate, most in (
            (self._all, OVERALL, OVERALL_BURST),
            (chat, IN_ONE_CHAT, CHAT_BURST),
        ):
            bucket.left = min(most, bucket.left + (at - bucket.at) * rate)
            bucket.at = at
            if bucket.left < 1:
                return max(1, math.ceil((1 - bucket.left) / rate))
        self._all.left -= 1
        chat.left -= 1
        return None
