"""Staff in a resident's conversation: what they write, and the assistant's silence meanwhile."""

from bot.clock import Clock
from bot.conversation.messenger import Messenger
from bot.conversation.replies import Reply
from bot.services import cases
from bot.store.database import Database

BACK = "cases.closed"
"""The key of what residents are told when the assistant answers again."""


class StaffDesk:
    """What staff do with a case that the resident notices."""

    def __init__(self, database: Database, messenger: Messenger, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock

    async def answer(self, case_id: int, text: str) -> bool:
        """Writes to the resident; False where it is held back, since they stopped all messages.

        Raises `NoSuchCase` and `CaseIsClosed`, as all acts here do.
        """
        async with self._database.transaction() as session:
            found = await cases.find_case(session, case_id)
            if not found.is_opted_out:
                await cases.mark_answered(session, case_id, self._clock.now())
            await self._messenger.pass_on(session, found.case.conversation_id, text)
            return not found.is_opted_out

    async def close(self, case_id: int) -> None:
        """Closes a case; the resident hears it where the assistant was silent until now."""
        async with self._database.transaction() as session:
            case, is_back = await cases.close(session, case_id, self._clock.now())
            if is_back:
                await self._messenger.say(session, case.conversation_id, [Reply(key=BACK)])

    async def assign(self, case_id: int, name: str) -> None:
        """Says who looks after a case; the resident does not hear of it."""
        async with self._database.transaction() as session:
            await cases.assign(session, case_id, name, self._clock.now())
