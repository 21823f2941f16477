"""Which addresses are known to be one person's, so that they can stop all of them at once.

Only what is certain counts, one step from the address that writes: what shares its resident, the
same number on another channel, and a phone and whoever typed the code that was sent to it. That two
typed a code of one phone makes them no one person: a family may share it.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.residents import PHONES
from bot.services.verification import PROOF_LASTS
from bot.store.models import Conversation, VerifiedPhone

SHARED: Final = "web"
"""The channel without accounts: at a library, the next visitor writes on in the same browser. A
phone that was proved there is that of whoever writes only while the proof lasts."""


async def lock_addresses(
    session: AsyncSession, conversation_id: uuid.UUID, now: datetime
) -> Sequence[uuid.UUID]:
    """This address and every other of the same person, kept from change until the transaction ends.

    In one order, whichever of them asks: two that ask at once wait for each other, and neither
    fails. The hash of a number is the same on every channel, so nothing is decrypted to find it.
    """
    this = await session.get_one(Conversation, conversation_id)
    is_still_proved = _is_still_proved(now)
    verified = await session.scalars(
        select(VerifiedPhone.phone_hash)
        .join(Conversation, Conversation.id == VerifiedPhone.conversation_id)
        .where(VerifiedPhone.conversation_id == this.id, is_still_proved)
    )
    own_number = {this.address_hash} if this.channel in PHONES else set[bytes]()
    same_resident = select(Conversation.id).where(Conversation.resident_id == this.resident_id)
    on_phones = select(Conversation.id).where(
        Conversation.channel.in_(PHONES), Conversation.address_hash.in_(own_number.union(verified))
    )
    who_proved_it = (
        select(Conversation.id)
        .join(VerifiedPhone, VerifiedPhone.conversation_id == Conversation.id)
        .where(VerifiedPhone.phone_hash.in_(own_number), is_still_proved)
    )
    theirs = union(same_resident, on_phones, who_proved_it).subquery()
    found = await session.scalars(
        select(Conversation.id)
        .where(Conversation.id.in_(select(theirs.c.id)))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
    )
    return found.all()


def _is_still_proved(now: datetime) -> ColumnElement[bool]:
    return or_(Conversation.channel != SHARED, VerifiedPhone.verified_at > now - PROOF_LASTS)
