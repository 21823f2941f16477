"""Links as they are kept: made, found, and handed to residents who pass the assistant on."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import EnlaceError
from bot.services.links import codes
from bot.store.models import Link, Organization


@dataclass(frozen=True)
class Order:
    """What a link is to be."""

    organization_id: str
    campaign: str | None = None
    topic: str | None = None
    language: str | None = None
    written: str | None = None
    """The code; None for one that is made up."""
    last_day: date | None = None


async def create(session: AsyncSession, order: Order, now: datetime, dice: random.Random) -> Link:
    """Makes a link; raises `EnlaceError` for an unknown organization or a code that is taken."""
    if await session.get(Organization, order.organization_id) is None:
        raise EnlaceError(
            f"There is no organization {order.organization_id}: "
            "`enlace export organizations` lists those there are."
        )
    written = order.written or codes.make(await all_codes(session), dice)
    added: Link | None = await session.scalar(
        insert(Link)
        .values(
            code=codes.code_of(written),
            written=written,
            organization_id=order.organization_id,
            campaign=order.campaign,
            topic=order.topic,
            language=order.language,
            last_day=order.last_day,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Link)
    )
    if added is None:
        raise EnlaceError(f"The code {written} is taken: choose another, or leave out --code.")
    return added


async def to_share(
    session: AsyncSession,
    organization_id: str | None,
    language: str,
    now: datetime,
    dice: random.Random,
) -> Link:
    """The link that an organization's residents pass on, in a language; made when first asked."""
    wanted = select(Link).where(
        Link.is_for_sharing,
        Link.organization_id.is_not_distinct_from(organization_id),
        Link.language == language,
    )
    while (found := await session.scalar(wanted)) is None:
        code = codes.make(await all_codes(session), dice)
        await session.execute(
            insert(Link)
            .values(
                code=code,
                written=code,
                organization_id=organization_id,
                language=language,
                is_for_sharing=True,
                created_at=now,
            )
            .on_conflict_do_nothing()
        )
    return found


async def find(session: AsyncSession, typed: str, forgiving: bool = True) -> Link | None:
    """The link of a code as somebody typed it; also one slip away, if `forgiving`."""
    code = codes.code_of(typed)[: codes.LONGEST + 1]
    link = await session.get(Link, code)
    if link or not forgiving:
        return link
    near = codes.nearest(code, await all_codes(session))
    return await session.get(Link, near) if near else None


async def find_any(session: AsyncSession, among: Collection[str]) -> list[Link]:
    """The links whose codes are among some."""
    return list(await session.scalars(select(Link).where(Link.code.in_(among))))


async def all_codes(session: AsyncSession) -> list[str]:
    """Every code there is."""
    return list(await session.scalars(select(Link.code)))


async def note_opened(session: AsyncSession, typed: str) -> None:
    """Counts a device on which a link's page was looked at."""
    code = codes.code_of(typed)
    await session.execute(update(Link).where(Link.code == code).values(opened=Link.opened + 1))


def is_over(link: Link, today: date) -> bool:
    """Whether its campaign has ended; who comes by it then is helped like anybody."""
    return link.last_day is not None and link.last_day < today
