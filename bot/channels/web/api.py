"""The web chat's API: messages in, replies as server-sent events (design §5)."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.channels.web import visitor
from bot.channels.web.announcements import Announcements
from bot.channels.web.channel import NAME
from bot.channels.web.limits import ChatLimits
from bot.channels.web.transcript import Event, Position, read_on
from bot.clock import Clock
from bot.conversation.catalog import supported_languages
from bot.conversation.inbox import Arrival, Inbox
from bot.metrics import ACKNOWLEDGED
from bot.services.residents import find_conversation, hear_of_language, open_conversation
from bot.store.database import Database
from bot.store.numbers import row_number
from bot.store.secrets import Vault
from bot.surrogates import without_surrogates
from bot.web.errors import JsonRoute

PING_SECONDS = 15.0
"""How often a silent stream says that it lives, so that proxies keep it open."""
MAX_CHARACTERS = 20_000
LANGUAGES = frozenset(supported_languages())


class Message(BaseModel):
    """What a page sends: a text, or the value of a choice."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field("", max_length=MAX_CHARACTERS)
    choice: str | None = Field(None, max_length=100)
    label: str = Field("", max_length=200, description="what the tapped choice said")
    client_id: uuid.UUID | None = Field(None, description="the same for a repeat of the same post")
    language: str | None = Field(None, max_length=35, description="the page's; others are ignored")
    language_chosen: bool = Field(
        False, description="whether the visitor chose it: what a browser is set to counts for less"
    )
    link: str | None = Field(
        None, max_length=100, description="code of the forwarded link the page was opened by"
    )

    @property
    def came_by(self) -> str | None:
        """The link's code with the language of the page behind it: "luna47_es"."""
        return "_".join(filter(None, (self.link, self.language))) if self.link else None

    @field_validator("*", mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        return without_surrogates(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _something(self) -> "Message":
        if not self.text and self.choice is None:
            raise ValueError("a message needs a text or a choice")
        return self

    @field_validator("language")
    @classmethod
    def _one_of_ours(cls, language: str | None) -> str | None:
        return language if language in LANGUAGES else None


class ChatApi:
    """The routes of `/api/chat`."""

    def __init__(
        self,
        inbox: Inbox,
        database: Database,
        vault: Vault,
        clock: Clock,
        announcements: Announcements,
        limits: ChatLimits,
        is_secure: bool,
    ) -> None:
        self._inbox = inbox
        self._database = database
        self._vault = vault
        self._clock = clock
        self._announcements = announcements
        self._limits = limits
        self._is_secure = is_secure
        self.router = APIRouter(prefix="/api/chat", route_class=JsonRoute)
        self.router.post("/messages", status_code=202)(self.post_message)
        self.router.get("/events")(self.get_events)
        self.router.post("/conversations", status_code=201)(self.begin)

    async def begin(self, request: Request) -> dict[str, str]:
        """Begins a conversation for a program or a frame that keeps its token; sets no cookie."""
        await self._limits.beginning(request)
        token = visitor.new_token()
        async with self._database.transaction() as session:
            await open_conversation(session, self._vault, NAME, token, self._clock.now())
        return {"token": token}

    async def post_message(
        self, request: Request, message: Message, response: Response
    ) -> dict[str, str]:
        """Takes a message; without a conversation, begins one (cookie and token)."""
        known = await self._known_token(request)
        if not known:
            await self._limits.beginning(request)
        token = known or visitor.new_token()
        await self._limits.message(request, token)
        if known and message.language:  # their conversation began when the page opened, without it
            async with self._database.statement() as connection:
                await hear_of_language(
                    connection, self._vault, NAME, known, message.language, message.language_chosen
                )
        inbound_id = await self._inbox.accept(
            Arrival(
                channel=NAME,
                address=token,
                provider_id=self._provider_id(token, message.client_id),
                text=message.label if message.choice is not None else message.text,
                choice=message.choice,
                language=message.language,
                is_language_chosen=message.language_chosen,
                link=message.came_by,
            )
        )
        ACKNOWLEDGED.labels(NAME).inc()
        if known:
            return {"id": str(inbound_id)}
        self._remember(response, token)
        return {"id": str(inbound_id), "token": token}

    async def get_events(
        self,
        request: Request,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """The conversation's events: all, or those since `Last-Event-ID`, then as they come."""
        known = await self._known_token(request)
        if not known:
            await self._limits.beginning(request)
        token = known or visitor.new_token()
        async with self._database.transaction() as session:
            conversation_id = await open_conversation(
                session, self._vault, NAME, token, self._clock.now()
            )
        position = Position(since=row_number(last_event_id or "") or 0)
        stream = StreamingResponse(
            self._stream(conversation_id, position),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        if not known:
            self._remember(stream, token)
        return stream

    async def _known_token(self, request: Request) -> str | None:
        """The visitor's token, or None where they have none that we know (any more).

        Raises 401 for an unknown bearer token: its program must hear that it is wrong, while a
        browser with an old cookie simply gets a new conversation.
        """
        if token := visitor.bearer_token(request):
            if await self._is_known(token):
                return token
            raise HTTPException(401, "This token is not known here; leave it out to get one.")
        cookie = visitor.cookie_token(request)
        return cookie if cookie and await self._is_known(cookie) else None

    async def _is_known(self, token: str) -> bool:
        if not visitor.is_wellformed(token):
            return False
        async with self._database.transaction() as session:
            return await find_conversation(session, self._vault, NAME, token) is not None

    def _provider_id(self, token: str, client_id: uuid.UUID | None) -> str:
        """The page's own id of a message, unique among all pages."""
        return f"{self._vault.digest(token).hex()[:32]}:{client_id or uuid.uuid4()}"

    def _remember(self, response: Response, token: str) -> None:
        response.set_cookie(
            visitor.COOKIE,
            token,
            max_age=visitor.COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self._is_secure,
        )

    async def _stream(self, conversation_id: uuid.UUID, position: Position) -> AsyncIterator[str]:
        async with self._announcements.of(conversation_id) as wake:
            yield ": hello\n\n"
            while True:
                wake.clear()
                for event in await read_on(self._database, conversation_id, position):
                    yield _encoded(event)
                try:
                    await asyncio.wait_for(wake.wait(), PING_SECONDS)
                except TimeoutError:
                    yield ": ping\n\n"


def _encoded(event: Event) -> str:
    """The event in ASCII: some readers take U+0085 and its like for the end of a line."""
    head = f"id: {event.id}\n" if event.id else ""
    return f"{head}event: {event.name}\ndata: {json.dumps(event.data)}\n\n"
