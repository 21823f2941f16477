"""What becomes of a license of its own accord is told to its resident."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.messenger import Messenger
from bot.conversation.replies import Reply
from bot.services import licenses
from bot.services.content import LicenseProgram
from bot.services.licenses import Change


class LicenseNews:
    """Tells residents of changes, in the transaction that makes them."""

    def __init__(
        self, messenger: Messenger, program: LicenseProgram | None, zone: ZoneInfo
    ) -> None:
        self._messenger = messenger
        self._program = program
        self._zone = zone

    async def tell(self, session: AsyncSession, changes: Iterable[Change]) -> None:
        """One message for each change."""
        for change in changes:
            await self._messenger.say(
                session, change.conversation_id, [self._reply(change)], purpose="reminder"
            )

    async def lapse(self, session: AsyncSession, now: datetime) -> None:
        """The chore: ends what is over, serves the line, and tells both."""
        if self._program:
            await self.tell(session, await licenses.lapse(session, self._program, now, self._zone))

    def _reply(self, change: Change) -> Reply:
        args: dict[str, Any] = {"provider": self._program.name if self._program else ""}
        if change.ends_at:
            ends_on = change.ends_at.astimezone(self._zone).date()
            args["ends_on"] = {"$date": ends_on.isoformat()}
        return Reply(key=f"license.news.{change.state}", args=args)
