"""The kinds of messages that can be stopped by themselves."""

from typing import Final, Literal

type Topic = Literal["reminders", "campaigns"]
"""What we send of our own accord; answers are no topic: who asks, gets one."""

type Scope = Topic | Literal["all"]
ALL: Final = "all"
