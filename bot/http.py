"""The HTTP side of the service: every route of the contract (design §5), put together."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import date

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.actions.server import actions_route
from bot.application import Application
from bot.channels.twilio.webhook import twilio_routes
from bot.channels.web.announcements import Announcements
from bot.channels.web.api import ChatApi
from bot.channels.web.limits import ChatLimits, TooMany, too_many
from bot.clock import ShiftedClock
from bot.garbage import set_aside
from bot.settings import Settings
from bot.simulator.account import WHATSAPP, Account
from bot.simulator.clock import FollowClock, clock_router
from bot.simulator.conversation import phones_router
from bot.simulator.pages import simulator_pages
from bot.simulator.phones import PhoneNetwork
from bot.simulator.state import Standin
from bot.simulator.telegram.api import bot_api_standin
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.people import people_router
from bot.simulator.telegram.state import TelegramStandin
from bot.simulator.twilio import twilio_standin
from bot.simulator.twilio_content import twilio_content_standin
from bot.simulator.twilio_setup import twilio_setup_standin
from bot.watching import watching_router
from bot.web.ahead import Ahead
from bot.web.calendar import calendar_router
from bot.web.error_pages import show_errors_as_pages
from bot.web.errors import bad_request
from bot.web.head import HeadAsGet
from bot.web.limits import BodyLimit, TooLarge, TooSlow, too_large, too_slow
from bot.web.links import links_router
from bot.web.pages import mount_static, pages_router
from bot.web.rendering import Site
from bot.web.security import SecurityHeaders
from bot.web.trainings import TrainingsDesk
from bot.web.widget import widget_router

REHEARSAL_BOT = "enlace_rehearsal_bot"
"""What the bot is called on the stand-in for Telegram."""


SMALLEST_COMPRESSED = 1_000
"""Bytes; below, a packet on the way is not saved."""


def http_app(application: Application) -> FastAPI:
    """The ASGI application of `enlace web`."""
    announcements = Announcements(application.database_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        beside = [asyncio.create_task(announcements.listen())]
        if application.telegram:
            beside.append(asyncio.create_task(application.telegram.name.learn()))
        set_aside()
        yield
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await application.close()

    app = FastAPI(
        title="Enlace",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours: bot/metrics.py
    )
    programs = [*_twilio(application), actions_route(application.actions, application.rasa_token)]
    app.router.routes.extend(programs)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED)
    app.add_middleware(Ahead, routes=programs, exception_handlers=app.exception_handlers)
    app.add_middleware(BodyLimit)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)  # outermost: on what the others refuse, too
    app.add_exception_handler(RequestValidationError, bad_request)
    app.add_exception_handler(TooLarge, too_large)
    app.add_exception_handler(TooSlow, too_slow)
    app.add_exception_handler(TooMany, too_many)
    site = _site(application)
    show_errors_as_pages(app, site)

    def today() -> date:
        return application.clock.now().astimezone(application.zone).date()

    desk = TrainingsDesk(
        application.content, application.catalog, application.database, application.clock.now
    )
    app.include_router(pages_router(site, desk))
    app.include_router(links_router(site, application.ways_in, application.database, today))
    app.include_router(widget_router(site, application.settings.widget_origins.split()))
    mount_static(app)
    app.include_router(_chat(application, announcements).router)
    app.include_router(watching_router(application))
    app.include_router(calendar_router(application.database, application.vault, application.clock))
    _add_telegram(app, application)
    if isinstance(application.clock, ShiftedClock):
        _add_simulator(app, application, application.clock, site)
    return app


def _chat(application: Application, announcements: Announcements) -> ChatApi:
    return ChatApi(
        application.inbox,
        application.database,
        application.vault,
        application.clock,
        announcements,
        ChatLimits(application.database, application.vault),
        is_secure=application.public_url.startswith("https:"),
    )


def _site(application: Application) -> Site:
    settings, content, desk = application.settings, application.content, application.telegram
    return Site(
        city=content.city.name,
        phone_number=application.ways_in.phone_number,
        whatsapp_number=application.ways_in.whatsapp_number,
        bot_name=(lambda: desk.name.known) if desk else lambda: None,
        rehearsal=content.city.rehearsal_label or {},
        simulator=settings.simulator,
        link_domains=tuple(content.city.link_domains),
    )


def _twilio(application: Application) -> list[Route]:
    token = application.settings.twilio_auth_token
    if not (application.sms and token):
        return []
    return twilio_routes(
        RequestValidator(token.get_secret_value()),
        application.public_url,
        application.inbox,
        application.database,
        application.jobs,
        application.clock,
        application.channels,
        application.settings.twilio_handles_opt_out,
        frozenset(_senders(application.settings)),
    )


def _add_telegram(app: FastAPI, application: Application) -> None:
    if application.telegram:
        from bot.channels.telegram.webhook import telegram_router

        reception = application.telegram.reception(application.inbox)
        app.include_router(telegram_router(reception, application.telegram.secret))


def _add_simulator(app: FastAPI, application: Application, clock: ShiftedClock, site: Site) -> None:
    settings = application.settings
    settings.refuse_public_simulator()
    app.add_middleware(FollowClock, database=application.database, clock=clock)
    app.include_router(clock_router(application.database, clock, application.zone))
    if settings.telegram_bot_token:
        bot = settings.telegram_bot_token.get_secret_value()
        telegram = TelegramStandin(bot, REHEARSAL_BOT, clock.now)
        handover = Handover(telegram)
        app.include_router(bot_api_standin(telegram, handover))
        app.include_router(people_router(telegram, handover))
    token = settings.twilio_auth_token
    if not (settings.twilio_account_sid and token and settings.twilio_from):
        return
    webhook = f"{application.public_url}/webhooks/twilio"
    account = Account(
        settings.twilio_account_sid,
        token.get_secret_value(),
        tuple(_senders(settings)),
        settings.twilio_messaging_service_sid,
        webhook,
        frozenset(
            sid
            for template in application.content.templates.values()
            for sid in template.sids.values()
        ),
    )
    standin = Standin(account, clock.now)
    network = PhoneNetwork(standin, webhook, api_url=settings.twilio_api_url)
    app.include_router(twilio_standin(standin))
    app.include_router(twilio_setup_standin(account))
    app.include_router(twilio_content_standin(standin))
    app.include_router(phones_router(network))
    app.include_router(
        simulator_pages(
            standin, site, application.zone, REHEARSAL_BOT if application.telegram else None
        )
    )


def _senders(settings: Settings) -> Iterator[str]:
    """Our own numbers, as Twilio writes them."""
    if settings.twilio_from:
        yield settings.twilio_from
    if settings.twilio_whatsapp_from:
        yield f"{WHATSAPP}{settings.twilio_whatsapp_from}"
