"""Takes a message in: stored, and its turn deferred, before it is acknowledged."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.clock import Clock
from bot.store.arrivals import NewMessage, store
from bot.store.database import Database
from bot.store.secrets import Vault
from bot.store.together import Together
from bot.surrogates import without_surrogates

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
    is_language_chosen: bool = False
    """Whether they chose it there for us, which is a word of theirs."""
    link: str | None = None
    """The code of the forwarded link it came by, where the channel tells it apart from the text."""


class Inbox:
    """The door of the road."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._together = Together(partial(store, database.direct()))

    async def accept(self, arrival: Arrival) -> uuid.UUID:
        """Stores a message and defers its turn; returns its id.

        The same message delivered again changes nothing and has the same id. Messages that come in
        while others are stored are stored together.
        """
        return await self._together.put(
            NewMessage(
                id=uuid.uuid4(),
                channel=arrival.channel,
                address_hash=self._vault.digest(arrival.address),
                address_encrypted=self._vault.encrypt(arrival.address),
                language=arrival.language,
                is_language_chosen=arrival.is_language_chosen,
                provider_id=storable(arrival.provider_id),
                text=storable(arrival.text),
                choice=arrival.choice and storable(arrival.choice),
                attachment=arrival.attachment,
                provider_did=arrival.provider_did,
                link=arrival.link and storable(arrival.link),
                received_at=self._clock.now(),
            )
        )


def storable(text: str) -> str:
    """A text as PostgreSQL can keep it: no NUL, no lone surrogates, no endless length."""
    return without_surrogates(text[:MAX_TEXT]).replace("\x00", "")
