"""`GET /calendar/{signature}/{session}.ics`: a workshop session for the resident's own calendar."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from bot.clock import Clock
from bot.services.workshops.calendar import PREFIX, calendar_file, is_signed
from bot.store.database import Database
from bot.store.models import WorkshopSession
from bot.store.secrets import Vault
from bot.web.strings import language_of


def calendar_router(database: Database, vault: Vault, clock: Clock) -> APIRouter:
    """The route; an address we did not give out is unknown."""
    router = APIRouter(include_in_schema=False)

    @router.get(PREFIX + "{signature}/{session_id}.ics")
    async def calendar(request: Request, signature: str, session_id: str) -> Response:
        if not is_signed(session_id, signature, vault):
            raise HTTPException(404)
        async with database.transaction() as session:
            found = await session.get(WorkshopSession, session_id)
        if found is None:
            raise HTTPException(404)
        file = calendar_file(found, language_of(request), clock.now())
        headers = {"Content-Disposition": 'attachment; filename="workshop.ics"'}
        return Response(file, media_type="text/calendar", headers=headers)

    return router
