"""Contents at Twilio that buttons and lists are sent as: found, or made when first needed.

Twilio is where they are kept; we remember their ids only (docs/decisions/0019).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.channels.twilio.buttons import PREFIX, Interactive
from bot.channels.twilio.client import UNANSWERED

PAGE = 500
"""Contents asked for at once; an account has as many as it likes."""
LANGUAGE = "en"
"""Twilio wants one of each content; ours hold no word of any."""
REST: Final = timedelta(minutes=10)
"""Without buttons, once Twilio would not make, find or send them."""

log = structlog.get_logger()


class Contents:
    """The contents of one account, by name."""

    def __init__(self, client: Callable[[], Client]) -> None:
        self._client = client
        self._known: dict[str, str] | None = None
        self._rests_until: datetime | None = None
        self._lock = asyncio.Lock()

    async def sid_of(self, wanted: Interactive, now: datetime) -> str | None:
        """The id of a content, which is made if there is none; None where there can be none now."""
        async with self._lock:
            if self._rests_until and now < self._rests_until:
                return None
            try:
                return await self._find_or_make(wanted)
            except UNANSWERED as error:
                self.rest(now, getattr(error, "code", None) or type(error).__name__)
                return None

    def rest(self, now: datetime, why: int | str) -> None:
        """Does without for a while, then looks anew: the contents may be gone or changed."""
        self._rests_until, self._known = now + REST, None
        log.warning("WhatsApp choices are numbers for a while: see docs/channels", code=str(why))

    async def _find_or_make(self, wanted: Interactive) -> str:
        contents = self._client().content.v1.contents
        if self._known is None:
            found = await contents.list_async(page_size=PAGE)
            names = ((str(each.friendly_name), str(each.sid)) for each in found)
            self._known = {name: sid for name, sid in names if name.startswith(PREFIX)}
        if wanted.name not in self._known:
            request = {
                "friendly_name": wanted.name,
                "language": LANGUAGE,
                "variables": wanted.samples,
                "types": wanted.types,
            }
            made = await contents.create_async(ContentList.ContentCreateRequest(request))
            self._known[wanted.name] = str(made.sid)
        return self._known[wanted.name]
