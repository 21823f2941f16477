"""Staff in a resident's conversation: what they write, and the assistant's silence meanwhile."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.delivery import hold
from bot.conversation.gate import Gate
from bot.conversation.messenger import Messenger
from bot.conversation.reasons import Reason
from bot.conversation.replies import Reply
from bot.services import cases
from bot.store.database import Database
from bot.store.models import OutboundMessage

BACK = "cases.closed"
"""The key of what residents are told when the assistant answers again."""


class StaffDesk:
    """What staff do with a case that the resident notices."""

    def __init__(self, database: Database, messenger: Messenger, gate: Gate, clock: Clock) -> None:
        self._gate = gate
        self._database = database
        self._messenger = messenger
        self._clock = clock

    async def answer(self, case_id: int, text: str) -> Reason | None:
        """Writes to the resident; where the gate does not let it out, tells why.

        Then the case is not answered: nobody has read anything, and the assistant goes on.
        Raises `NoSuchCase` and `CaseIsClosed`, as all acts here do.
        """
        async with self._database.transaction() as session:
            found, now = await cases.find_case(session, case_id), self._clock.now()
            if found.case.status == "closed":
                raise cases.CaseIsClosed(case_id)
            reasons: list[Reason] = ["opted_out"] if found.is_opted_out else []

            async def hold_refused(
                session: AsyncSession, messages: Sequence[OutboundMessage]
            ) -> bool:
                """All parts of the answer, where one may not go out."""
                for message in messages:
                    where = found.conversation
                    if refusal := await self._gate.refusal(session, message, where, now):
                        reasons.append(refusal.reason)
                        for each in messages:
                            hold(each, refusal, where.channel)
                        return True
                return False

            await self._messenger.pass_on(session, found.conversation.id, text, hold_refused)
            if not reasons:
                await cases.mark_answered(session, case_id, now)
            return next(iter(reasons), None)

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
