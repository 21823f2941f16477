"""How far a message got; receipts move it forward only, in whatever order they come (design §2)."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    Update,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.models import OutboundMessage

RANK: Final = {
    "held": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "undelivered": 4,
    "failed": 4,
    "delivered": 5,
    "read": 6,
}
"""The states of a message, from first to last; a higher one is never left for a lower one."""


def advance(message: OutboundMessage, status: str) -> None:
    """Moves a message forward to a status; a status it is past changes nothing."""
    if RANK[status] > RANK[message.status]:
        message.status = status


_IS_NEWS: Final = OutboundMessage.status == any_(bindparam("earlier", type_=ARRAY(String)))
ADVANCED: Final = case(
    (_IS_NEWS, bindparam("new_status", type_=String)), else_=OutboundMessage.status
)
"""What a message's status becomes in an UPDATE with the parameters of `advancing`."""


def advancing(status: str) -> dict[str, object]:
    """The parameters of `ADVANCED` that move messages forward to a status."""
    earlier = [known for known, rank in RANK.items() if rank < RANK[status]]
    return {"earlier": earlier, "new_status": status}


def _receipt(which: ColumnElement[bool]) -> Update:
    code, reason = bindparam("code", type_=String), bindparam("why", type_=String)
    return (
        update(OutboundMessage)
        .where(which)
        .values(
            provider_id=bindparam("sid", type_=String),
            error_code=_if_news(code, OutboundMessage.error_code),
            reason=_if_news(reason, OutboundMessage.reason),
            status=ADVANCED,
        )
        .returning(OutboundMessage.id)
    )


def _if_news(
    told: ColumnElement[str], known: InstrumentedAttribute[str | None]
) -> ColumnElement[str]:
    """The error of a message that arrived, by a later receipt, is not kept."""
    return case((_IS_NEWS, func.coalesce(told, known)), else_=known)


_SID: Final = bindparam("sid", type_=String)
_ITS_SID: Final = OutboundMessage.provider_id == _SID
_ITS_ID: Final = and_(
    OutboundMessage.id == bindparam("outbound_id"),
    or_(OutboundMessage.provider_id.is_(None), _ITS_SID),
)
BY_PROVIDER_ID: Final = _receipt(_ITS_SID)
BY_OUR_ID: Final = _receipt(_ITS_ID)
"""Put together once: receipts are most of what providers ask of us."""


async def lock_if_news(
    connection: AsyncConnection, provider_id: str, status: str, outbound_id: int | None
) -> bool:
    """Whether a receipt, as `record` takes it, tells something new; holds its message if so.

    One that is repeated, or overtaken by a later one, does not: what follows from it has followed.
    """
    which = _ITS_SID if outbound_id is None else _ITS_ID
    news = select(OutboundMessage.id).where(which, _IS_NEWS).with_for_update()
    told = {"sid": provider_id, "outbound_id": outbound_id, **advancing(status)}
    return await connection.scalar(news, told) is not None


async def record(
    connection: AsyncConnection,
    provider_id: str,
    status: str,
    error_code: str | None = None,
    outbound_id: int | None = None,
    reason: str | None = None,
) -> int | None:
    """Takes a provider's receipt; returns the message's id, or None where it is none of ours.

    `outbound_id` is what we asked the provider to repeat in its receipts: with it, a receipt that
    overtakes the provider's answer to our request is understood too.
    """
    told = {"sid": provider_id, "code": error_code, "why": reason, **advancing(status)}
    if outbound_id is None:
        recorded = await connection.execute(BY_PROVIDER_ID, told)
    else:
        recorded = await connection.execute(BY_OUR_ID, {**told, "outbound_id": outbound_id})
    found: int | None = recorded.scalar()
    return found
