"""The stand-ins as one process, for benchmarks and tests: ``python -m bot.simulator``."""

from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from bot.clock import SystemClock
from bot.simulator.account import Account
from bot.simulator.behaviour import Behaviour
from bot.simulator.conversation import phones_router
from bot.simulator.phones import PhoneNetwork
from bot.simulator.state import Standin
from bot.simulator.telegram.api import bot_api_standin
from bot.simulator.telegram.handover import Handover
from bot.simulator.telegram.people import people_router
from bot.simulator.telegram.state import TelegramStandin
from bot.simulator.twilio import twilio_standin
from bot.simulator.twilio_content import twilio_content_standin
from bot.simulator.twilio_setup import twilio_setup_standin


def run(
    webhook_url: Annotated[str, typer.Option(help="The service's Twilio webhook")],
    account_sid: Annotated[str, typer.Option()],
    auth_token: Annotated[str, typer.Option()],
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8088,
    number: Annotated[list[str] | None, typer.Option(help="A number of the account")] = None,
    messaging_service_sid: Annotated[str | None, typer.Option()] = None,
    template: Annotated[list[str] | None, typer.Option(help="Id of an approved template")] = None,
    behaviour: Annotated[str, typer.Option(help="JSON, see bot/simulator/behaviour.py")] = "{}",
    telegram_token: Annotated[str | None, typer.Option(help="A bot to play Telegram for")] = None,
    telegram_reach: Annotated[
        str | None, typer.Option(help="Where its https webhook is really reached")
    ] = None,
) -> None:
    """Play Twilio for one account, and Telegram for one bot, with the people who write to them."""
    numbers = tuple(number or ["+13125550199"])
    account = Account(
        account_sid,
        auth_token,
        numbers,
        messaging_service_sid,
        webhook_url,
        frozenset(template or ()),
    )
    standin = Standin(
        account, SystemClock().now, behaviour=Behaviour.model_validate_json(behaviour)
    )
    network = PhoneNetwork(standin, webhook_url, api_url=f"http://{host}:{port}")
    app = FastAPI(title="Twilio stand-in", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(twilio_standin(standin))
    app.include_router(twilio_setup_standin(account))
    app.include_router(twilio_content_standin(standin))
    app.include_router(phones_router(network))
    if telegram_token:
        telegram = TelegramStandin(telegram_token, "enlace_bot", SystemClock().now)
        telegram.behave(Behaviour.model_validate_json(behaviour))
        handover = Handover(telegram, reach=telegram_reach)
        app.include_router(bot_api_standin(telegram, handover))
        app.include_router(people_router(telegram, handover))
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    typer.run(run)
