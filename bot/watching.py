"""What operators watch: liveness, readiness of every part, Prometheus metrics (design §5)."""

import os
from datetime import timedelta

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.application import Application
from bot.store.models import OutboundMessage
from bot.supervised import START_HEADER, START_VARIABLE

WORKER_SEEN = text(
    "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '10 s'"
)

NEEDED = ("database", "rasa", "worker")
"""Parts without which nobody is answered; without a provider, residents on others still are."""


def watching_router(application: Application) -> APIRouter:
    """The routes `/healthz`, `/readyz` and `/metrics`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(response: Response) -> dict[str, bool]:
        response.headers[START_HEADER] = os.environ.get(START_VARIABLE, "")
        parts = await _parts(application)
        if not all(parts[name] for name in NEEDED):
            response.status_code = 503
        return parts

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(await _metrics(application), media_type=CONTENT_TYPE_LATEST)

    return router


async def _parts(application: Application) -> dict[str, bool]:
    """Whether each part can do its work now."""
    try:
        async with application.database.transaction() as session:
            workers = await session.scalar(WORKER_SEEN) or 0
        is_database_up = True
    except (SQLAlchemyError, OSError):
        workers, is_database_up = 0, False
    parts = {
        "database": is_database_up,
        "rasa": await application.rasa.is_ready(),
        "worker": workers > 0,
    }
    if application.telegram:
        parts["telegram"] = is_database_up and await application.telegram.is_open()
    return parts


async def _metrics(application: Application) -> bytes:
    own = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(own)  # type: ignore[no-untyped-call]
        counted = generate_latest(own)
    else:
        counted = generate_latest(REGISTRY)
    return counted + await _outbox(application)


async def _outbox(application: Application) -> bytes:
    """The outbox's depth and age, as they are in the database now."""
    async with application.database.transaction() as session:
        waiting = select(func.count(), func.min(OutboundMessage.created_at)).where(
            OutboundMessage.status.in_(("queued", "sending"))
        )
        depth, oldest = (await session.execute(waiting)).one()
    age = application.clock.now() - oldest if oldest else timedelta()
    registry = CollectorRegistry()
    Gauge("enlace_outbox_messages", "Messages waiting to be delivered.", registry=registry).set(
        depth
    )
    Gauge(
        "enlace_outbox_oldest_seconds", "Age of the oldest message waiting.", registry=registry
    ).set(max(0.0, age.total_seconds()))
    return generate_latest(registry)
