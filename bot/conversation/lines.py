"""Messages that nobody asked for wait in line, in the database, until they are handed over.

There is a line for each channel; in it, reminders go before campaigns. However many wait, no more
leave it at a time than their sender sends within a moment: replies pass them, memory stays flat,
and what changes meanwhile is seen before they go out.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Numeric,
    String,
    Uuid,
    any_,
    bindparam,
    case,
    column,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.conversation.channel import Outgoing
from bot.conversation.delivery import outgoing
from bot.conversation.gate import Candidate, Gate, Refusals
from bot.conversation.purposes import UNASKED, Purpose
from bot.conversation.receipts import ADVANCED, advancing
from bot.metrics import HELD, SENT_UNITS
from bot.services import reminders
from bot.store.models import NEXT_PLACE, Conversation, OutboundMessage
from bot.store.secrets import Vault

WHILE_BUSY: Final = timedelta(seconds=5)
"""After so long a message is looked at again whose conversation was just being answered."""
MOMENT: Final = DateTime(timezone=True)

HEAD: Final = (
    select(OutboundMessage, Conversation)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .where(
        text("outbound_messages.status = 'held' AND outbound_messages.due_at IS NOT NULL"),
        OutboundMessage.line == bindparam("channel"),
        OutboundMessage.purpose == bindparam("purpose"),
        OutboundMessage.due_at <= bindparam("now"),
    )
    .order_by(OutboundMessage.due_at, OutboundMessage.id)
    .limit(bindparam("most"))
    .with_for_update(of=OutboundMessage, skip_locked=True)
)
BUSY: Final = select(OutboundMessage.conversation_id).where(
    OutboundMessage.conversation_id == any_(bindparam("conversations", type_=ARRAY(Uuid()))),
    text("status IN ('queued', 'sending')"),
)
_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger()))
LET_GO: Final = (
    update(OutboundMessage)
    .where(OutboundMessage.id == any_(_IDS))
    .values(
        status="sending",
        reason=None,
        due_at=None,
        attempted_at=func.coalesce(OutboundMessage.attempted_at, bindparam("now", type_=MOMENT)),
        place=NEXT_PLACE,
    )
)
PUT_BACK: Final = (
    update(OutboundMessage)
    .where(
        OutboundMessage.id == any_(_IDS),
        OutboundMessage.provider_id.is_(None),
        OutboundMessage.status.in_(("held", "sending")),
    )
    .values(status="held", reason="in_line", due_at=bindparam("due", type_=MOMENT))
)
_HELD: Final = func.unnest(
    _IDS,
    bindparam("reasons", type_=ARRAY(String())),
    bindparam("untils", type_=ARRAY(MOMENT)),
).table_valued(
    column("id", BigInteger()), column("reason", String()), column("due", MOMENT), name="refused"
)
_REFUSED: Final = _HELD.render_derived()
HOLD: Final = (
    update(OutboundMessage)
    .where(OutboundMessage.id == _REFUSED.c.id)
    .values(
        reason=_REFUSED.c.reason,
        due_at=_REFUSED.c.due,
        line=case((_REFUSED.c.due.is_not(None), OutboundMessage.line), else_=None),
    )
)
_SENT: Final = (
    func.unnest(_IDS, bindparam("sids", type_=ARRAY(String())))
    .table_valued(column("id", BigInteger()), column("sid", String()), name="taken")
    .render_derived()
)
SENT: Final = (
    update(OutboundMessage)
    .where(OutboundMessage.id == _SENT.c.id)
    .values(
        provider_id=_SENT.c.sid,
        sent_at=bindparam("now", type_=MOMENT),
        cost=bindparam("price", type_=Numeric()) * func.coalesce(OutboundMessage.segments, 1),
        status=ADVANCED,
    )
)
LEFT_OVER: Final = select(OutboundMessage.conversation_id, OutboundMessage.id).where(
    text("status = 'sending'"), OutboundMessage.line == bindparam("channel")
)
"""All of them asked again and again, so put together once."""


@dataclass(frozen=True)
class Taken:
    """A message that left the line, to be handed over now."""

    outgoing: Outgoing
    purpose: Purpose
    units: int


@dataclass(frozen=True)
class Share:
    """What left a line at once."""

    taken: Sequence[Taken] = ()
    has_waiting: bool = False
    """Whether any waited: then there may be more."""


class Line:
    """The line of one channel."""

    def __init__(self, channel: str, gate: Gate, vault: Vault) -> None:
        self.channel = channel
        self._gate = gate
        self._vault = vault

    async def take(self, session: AsyncSession, now: datetime, most: int, units: float) -> Share:
        """Takes what may go out from the head of the line: at most so many messages and units.

        They are `sending` when the transaction ends: only one at a time may take from a line. The
        gate is asked for all of them together, so one conversation has one of them at most.
        """
        found: list[Candidate] = []
        for purpose in UNASKED:
            if len(found) < most:
                asked = {"channel": self.channel, "purpose": purpose, "now": now}
                rows = await session.execute(HEAD, {**asked, "most": most - len(found)})
                found += [(row[0], row[1]) for row in rows]
        if not found:  # as nearly always
            return Share()
        await reminders.plan(session, anew=True)
        candidates = await self._leave_busy(session, found, now)
        refusals = await self._gate.refusals(session, candidates, now)
        await self._hold(session, refusals)
        allowed = [each for each in candidates if each[0].id not in refusals]
        taken = await self._let_go(session, _within(allowed, units), now)
        return Share(taken, has_waiting=True)

    async def put_back(
        self, connection: AsyncConnection, outbound_ids: Collection[int], due: datetime
    ) -> None:
        """Back into line: the provider took nothing, or was never asked."""
        if outbound_ids:
            await connection.execute(PUT_BACK, {"ids": list(outbound_ids), "due": due})

    async def note_sent(
        self, connection: AsyncConnection, sent: Sequence[tuple[Taken, str]], now: datetime
    ) -> None:
        """Notes the provider's ids of what it took."""
        price, units = self._gate.allowance(self.channel).price, sum(t.units for t, _ in sent)
        told: dict[str, Any] = {
            "ids": [taken.outgoing.id for taken, _ in sent],
            "sids": [provider_id for _, provider_id in sent],
            "now": now,
            "price": price,
        }
        await connection.execute(SENT, {**told, **advancing("sent")})
        await self._gate.note_sent(connection, self.channel, units, now)
        for taken, _ in sent:
            SENT_UNITS.labels(self.channel, taken.purpose).inc(taken.units)

    async def left_over(self, session: AsyncSession) -> list[tuple[uuid.UUID, int]]:
        """What is `sending`, by conversation: its sender's end is unknown."""
        rows = await session.execute(LEFT_OVER, {"channel": self.channel})
        return [(row[0], row[1]) for row in rows]

    async def _leave_busy(
        self, session: AsyncSession, found: Sequence[Candidate], now: datetime
    ) -> list[Candidate]:
        """One message of each conversation; none where something else is on its way to them."""
        people = list({conversation.id for _, conversation in found})
        busy = set(await session.scalars(BUSY, {"conversations": people}))
        left: Mapping[uuid.UUID, Candidate] = {
            each[1].id: each for each in reversed(found) if each[1].id not in busy
        }
        later = [message.id for message, conversation in found if conversation.id in busy]
        await self.put_back(await session.connection(), later, now + WHILE_BUSY)
        return [each for each in found if left.get(each[1].id) is each]

    async def _hold(self, session: AsyncSession, refusals: Refusals) -> None:
        if not refusals:
            return
        told: dict[str, Any] = {
            "ids": list(refusals),
            "reasons": [each.reason for each in refusals.values()],
            "untils": [each.until for each in refusals.values()],
        }
        await (await session.connection()).execute(HOLD, told)
        for each in refusals.values():
            HELD.labels(each.reason).inc()

    async def _let_go(
        self, session: AsyncSession, going: Sequence[Candidate], now: datetime
    ) -> list[Taken]:
        if not going:
            return []
        opened = await self._gate.open_ones(session, [where for _, where in going], now)
        connection = await session.connection()
        await connection.execute(LET_GO, {"ids": [message.id for message, _ in going], "now": now})
        return [
            Taken(
                outgoing(
                    message,
                    self._vault.decrypt(where.address_encrypted),
                    message.attempted_at or now,
                    now,
                    where.id in opened,
                ),
                message.purpose,
                message.segments or 1,
            )
            for message, where in going
        ]


def _within(candidates: Sequence[Candidate], units: float) -> list[Candidate]:
    """As many from the first on as take so many units; one in any case."""
    found: list[Candidate] = []
    for each in candidates:
        units -= each[0].segments or 1
        if found and units < 0:
            break
        found.append(each)
    return found
