"""Who writes to us: residents and the conversations with their addresses."""

import uuid
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import consent
from bot.store.models import Conversation, Resident
from bot.store.secrets import Vault

FIND = select(Conversation.id).where(
    Conversation.channel == bindparam("channel"), Conversation.address_hash == bindparam("digest")
)
LANGUAGE = (
    select(Resident.language)
    .join(Conversation, Conversation.resident_id == Resident.id)
    .where(Conversation.id == bindparam("conversation_id"))
)
SET_LANGUAGE = (
    update(Resident)
    .where(
        Resident.id
        == select(Conversation.resident_id)
        .where(Conversation.id == bindparam("conversation_id"))
        .scalar_subquery()
    )
    .values(language=bindparam("new_language"))
)
"""What every message or every new resident asks of the database, put together once."""


async def find_conversation(
    session: AsyncSession, vault: Vault, channel: str, address: str
) -> uuid.UUID | None:
    """The conversation with an address, if there is one."""
    found: uuid.UUID | None = await session.scalar(
        FIND, {"channel": channel, "digest": vault.digest(address)}
    )
    return found


async def open_conversation(
    session: AsyncSession,
    vault: Vault,
    channel: str,
    address: str,
    now: datetime,
    language: str | None = None,
) -> uuid.UUID:
    """The conversation with an address; at first contact a new one, with a new resident.

    `language` is what that new resident is written to in until their messages tell.
    """
    found = await find_conversation(session, vault, channel, address)
    if found:
        return found
    resident_id = uuid.uuid4()
    address_hash = vault.digest(address)
    await session.execute(
        insert(Resident).values(id=resident_id, language=language, created_at=now)
    )
    opened: uuid.UUID | None = await session.scalar(
        insert(Conversation)
        .values(
            id=uuid.uuid4(),
            resident_id=resident_id,
            channel=channel,
            address_hash=address_hash,
            address_encrypted=vault.encrypt(address),
            opted_out_at=await consent.take_up_stop(session, channel, address_hash),
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Conversation.id)
    )
    if opened:
        return opened
    await session.execute(delete(Resident).where(Resident.id == resident_id))
    other = await find_conversation(session, vault, channel, address)
    assert other is not None  # noqa: S101 (the conflict was with it)
    return other


async def language_of(session: AsyncSession, conversation_id: uuid.UUID) -> str | None:
    """The language a resident is written to in, as it is stored now."""
    language: str | None = await session.scalar(LANGUAGE, {"conversation_id": conversation_id})
    return language


async def zip_code_of(session: AsyncSession, conversation_id: uuid.UUID) -> str | None:
    """Where the resident of a conversation lives, if they said so."""
    return await session.scalar(
        select(Resident.zip_code)
        .join(Conversation, Conversation.resident_id == Resident.id)
        .where(Conversation.id == conversation_id)
    )


async def set_zip_code(session: AsyncSession, conversation_id: uuid.UUID, zip_code: str) -> None:
    """Keeps where a resident lives, as they said."""
    resident_id = select(Conversation.resident_id).where(Conversation.id == conversation_id)
    await session.execute(
        update(Resident)
        .where(Resident.id == resident_id.scalar_subquery())
        .values(zip_code=zip_code)
    )


async def set_language(session: AsyncSession, conversation_id: uuid.UUID, language: str) -> None:
    """Writes to this resident in `language` from now on."""
    await session.execute(
        SET_LANGUAGE,
        {"conversation_id": conversation_id, "new_language": language},
    )
