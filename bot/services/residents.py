"""Who writes to us: residents and the conversations with their addresses."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import Boolean, and_, bindparam, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.store.conversations import OPENED
from bot.store.models import Conversation, Resident
from bot.store.secrets import Vault

PHONES: Final = ("sms", "whatsapp")
"""Channels whose address is a phone number, in the order in which a phone is looked for. The same
number has the same hash on each."""
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
    .values(language=bindparam("new_language"), language_is_presumed=False)
)
HEAR_OF_LANGUAGE = (
    update(Resident)
    .where(
        Resident.id == FIND.with_only_columns(Conversation.resident_id).scalar_subquery(),
        or_(
            Resident.language.is_(None),
            and_(
                Resident.language_is_presumed,
                or_(Resident.language != bindparam("told"), ~bindparam("presumed", type_=Boolean)),
            ),
        ),
    )
    .values(language=bindparam("told"), language_is_presumed=bindparam("presumed"))
)
OPEN = text(f"""
    WITH given AS (
        SELECT 0 AS place, CAST(NULL AS uuid) AS known_id, CAST(:channel AS varchar) AS channel,
            CAST(:digest AS bytea) AS address_hash, CAST(:sealed AS bytea) AS address_encrypted,
            CAST(:language AS varchar) AS language, false AS is_language_chosen,
            CAST(:now AS timestamptz) AS received_at
    ), {OPENED}
    SELECT conversation_id FROM strangers
""")  # noqa: S608 (nobody's choice is in it)
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
    stranger = {
        "channel": channel,
        "digest": vault.digest(address),
        "sealed": vault.encrypt(address),
        "language": language,
        "now": now,
    }
    try:
        async with session.begin_nested():
            opened: uuid.UUID | None = await session.scalar(OPEN, stranger)
    except IntegrityError:  # somebody else was first
        opened = await find_conversation(session, vault, channel, address)
    assert opened is not None  # noqa: S101 (it is there now)
    return opened


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


async def hear_of_language(
    connection: AsyncConnection,
    vault: Vault,
    channel: str,
    address: str,
    language: str,
    is_chosen: bool,
) -> None:
    """Takes up the language of the page they write on, unless they showed or chose one before."""
    who = {"channel": channel, "digest": vault.digest(address)}
    told = {"told": language, "presumed": not is_chosen}
    await connection.execute(HEAR_OF_LANGUAGE, who | told)
