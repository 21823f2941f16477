"""`enlace chat`: talk in the terminal; with standard input not a terminal, one message a line."""

import asyncio
import sys
from typing import Annotated, Any

import httpx
import typer
from httpx_sse import aconnect_sse
from rich.console import Console

from bot.cli.chat_service import running_service
from bot.conversation.catalog import supported_languages
from bot.errors import EnlaceError
from bot.settings import Settings

ANSWER_SECONDS = 60.0
"""How long we wait for an answer before saying that none came."""


def chat(
    language: Annotated[
        str | None, typer.Option(help="what to be written to in at first: en or es")
    ] = None,
) -> None:
    """Talk to the assistant here; it is started for that where it does not run yet."""
    settings = Settings()
    console = Console(highlight=False)
    if language and language not in supported_languages():
        raise typer.BadParameter(f"write one of {', '.join(supported_languages())}")
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    with running_service(settings, Console(stderr=True)) as address:
        try:
            is_answered = asyncio.run(_Conversation(address, language, console).run())
        except httpx.HTTPError as error:
            raise EnlaceError(
                "The assistant stopped answering: see whether it still runs, and start it again."
            ) from error
    if not is_answered:
        raise EnlaceError("Not everything was answered: `enlace doctor` says what is wrong.")


def add_to(app: typer.Typer) -> None:
    """Registers the command."""
    app.command()(chat)


class _Conversation:
    """One conversation with the web chat's API, kept by its token: its cookie may be for https."""

    def __init__(self, address: str, language: str | None, console: Console) -> None:
        self._http = httpx.AsyncClient(base_url=address, timeout=30, trust_env=False)
        self._language = language
        self._console = console
        self._is_terminal = sys.stdin.isatty()
        self._seen: str | None = None

    async def run(self) -> bool:
        """Says each line and prints the answers to it, until the input ends.

        Tells whether each was answered in time.
        """
        is_answered = True
        async with self._http:
            while (line := await self._next_line()) is not None:
                if line and not await self._say(line):
                    is_answered = False
        return is_answered

    async def _next_line(self) -> str | None:
        if self._is_terminal:
            self._console.print("[bold]> [/bold]", end="")
        line = await asyncio.to_thread(sys.stdin.readline)
        return line.strip() if line else None

    async def _say(self, text: str) -> bool:
        """Says something and prints the answers; tells whether they came in time."""
        chosen = {"language": self._language, "language_chosen": True} if self._language else {}
        body = {"text": text, **chosen}
        answer = await self._http.post("/api/chat/messages", json=body)
        if answer.status_code != httpx.codes.ACCEPTED:
            raise EnlaceError(f"The message was refused ({answer.status_code}).")
        taken = answer.json()
        if token := taken.get("token"):  # the conversation has just begun
            self._http.headers["Authorization"] = f"Bearer {token}"
        try:
            await asyncio.wait_for(self._listen(taken["id"]), ANSWER_SECONDS)
        except TimeoutError:
            self._console.print("(No answer came within a minute; it is still being looked for.)")
            return False
        return True

    async def _listen(self, message_id: str) -> None:
        """Prints what comes until the message is answered."""
        headers = {"Last-Event-ID": self._seen} if self._seen else {}
        async with aconnect_sse(self._http, "GET", "/api/chat/events", headers=headers) as stream:
            async for event in stream.aiter_sse():
                data = event.json()
                if event.event == "message":
                    self._seen = data["id"]
                    self._print(data)
                elif event.event == "answered" and data["id"] == message_id:
                    return

    def _print(self, message: dict[str, Any]) -> None:
        self._console.print(
            message["text"], style="cyan" if self._is_terminal else "", markup=False
        )
        for number, choice in enumerate(message["choices"], 1):
            self._console.print(f"  {number} {choice['label']}", markup=False)
