"""Takes a message in: stored, and its turn deferred, before it is acknowledged."""

import uuid
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bot.clock import Clock
from bot.services.residents import open_conversation
from bot.store.database import Database
from bot.store.jobs import Jobs
from bot.store.models import InboundMessage
from bot.store.secrets import Vault

type Attachment = Literal["picture", "voice", "place", "contact", "file", "edit"]
"""What a resident may send that we cannot read; "edit" is a change to an earlier message."""

MAX_TEXT = 4_000
"""Characters kept of a message: more than any answer needs, less than an attack wants."""


@dataclass(frozen=True)
class Arrival:
    """A message as a channel received it, after its signature was checked."""

    channel: str
    address: str
    provider_id: str
    """The provider's id of it: a second delivery of the same message has the same."""
    text: str
    choice: str | None = None
    """What a tapped button sent back, instead of a text."""
    attachment: Attachment | None = None
    """What came instead of words."""
    provider_did: Literal["opt_out", "opt_in", "help"] | None = None
    """What the provider has done about it by itself, and told the resident."""
    language: str | None = None
    """The language of the page or the app it was written on, where the channel tells."""
    link: str | None = None
    """The code of the forwarded link it came by, where the channel tells it apart from the text."""


NEW_MESSAGE = insert(InboundMessage).on_conflict_do_nothing().returning(InboundMessage.id)
"""Put together once: it is all that an acknowledgement waits for, but for the conversation."""


class Inbox:
    """The door of the road."""

    def __init__(self, database: Database, jobs: Jobs, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._jobs = jobs
        self._vault = vault
        self._clock = clock

    async def accept(self, arrival: Arrival) -> uuid.UUID:
        """Stores a message and defers its turn; returns its id.

        The same message delivered again changes nothing and has the same id.
        """
        async with self._database.transaction() as session:
            conversation_id = await open_conversation(
                session,
                self._vault,
                arrival.channel,
                arrival.address,
                self._clock.now(),
                arrival.language,
            )
            connection = await session.connection()
            inserted: uuid.UUID | None = await connection.scalar(
                NEW_MESSAGE,
                {
                    "id": uuid.uuid4(),
                    "conversation_id": conversation_id,
                    "channel": arrival.channel,
                    "provider_id": arrival.provider_id,
                    "text": storable(arrival.text),
                    "choice": arrival.choice and storable(arrival.choice),
                    "attachment": arrival.attachment,
                    "provider_did": arrival.provider_did,
                    "link": arrival.link and storable(arrival.link),
                    "received_at": self._clock.now(),
                },
            )
            if inserted:
                await self._jobs.defer_turn(session, conversation_id, inserted)
                return inserted
            known = await session.scalar(
                select(InboundMessage.id).where(
                    InboundMessage.channel == arrival.channel,
                    InboundMessage.provider_id == arrival.provider_id,
                )
            )
            assert known is not None  # noqa: S101 (the conflict was with it)
            return known


def storable(text: str) -> str:
    """A text as PostgreSQL can keep it: no NUL, no lone surrogates, no endless length."""
    whole = text[:MAX_TEXT].encode("utf-8", "replace").decode()
    return whole.replace("\x00", "")
