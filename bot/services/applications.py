"""Applications to the internet program: where they stand, told to who proved to be the applicant.

Whoever asks is proved first (`bot.services.verification`): no function here answers by a reference
alone, so that nothing tells whether there is such an application (design §6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.references import reference_key
from bot.store.models import Application


@dataclass(frozen=True)
class Standing:
    """Where an application stands."""

    reference: str
    status: str
    """`received`, `needs_documents`, `approved`, `installed`, `denied` or `closed`."""
    since: date
    notes: dict[str, Any]
    """What else is to be told, by language."""

    @property
    def key(self) -> str:
        """What it is found by."""
        return reference_key(self.reference)

    def note(self, language: str) -> str | None:
        """What else is to be told, in a language; in another where there is nothing in it."""
        return self.notes.get(language) or next(iter(self.notes.values()), None)


async def are_known(session: AsyncSession) -> bool:
    """Whether an administrator has imported any application at all."""
    return bool(await session.scalar(select(exists().select_from(Application))))


async def of_phones(session: AsyncSession, phone_hashes: Sequence[bytes]) -> list[Standing]:
    """The applications of phones that were proved, the one that changed last first."""
    found = await session.execute(
        select(Application.reference, Application.status, Application.updated_on, Application.notes)
        .where(Application.phone_hash.in_(phone_hashes))
        .order_by(Application.updated_on.desc(), Application.reference)
    )
    return [Standing(*row) for row in found]
