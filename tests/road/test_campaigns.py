"""A campaign on its whole way: staff's command, the provider, a receipt, and the answer to it.

It is written and sent by the service's own code on its database, by the clock of a place where it
is noon; its workers would do so by themselves, by day.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from bot.application import Application
from bot.cli.serve import DEMO_NUMBER, DEMO_WHATSAPP
from bot.settings import Settings
from tests.conftest import CREDENTIALS, SharedService
from tests.harness.command import Done, enlace
from tests.harness.phone import Phone, new_number
from tests.harness.reminders import where_it_is_noon

DEMO = Path(__file__).parents[2] / "content" / "demo"
SAID = ("en=We have free classes. Shall I show you?", "es=Hay clases gratis. ¿Se las muestro?")
A_DAY_PASSES = """UPDATE inbound_messages SET received_at = received_at - interval '25 hours'
    WHERE link = %s"""
LET_OUT = """UPDATE outbound_messages SET status = 'queued', due_at = NULL, line = NULL
    FROM campaign_recipients WHERE outbound_id = outbound_messages.id AND campaign_id = :number
    AND status = 'held' RETURNING outbound_id"""
"""In the transaction that writes it: the service's own workers never see it in line."""


def command(service: SharedService, *arguments: str) -> Done:
    environment = {
        "ENLACE_DATABASE_URL": service.database_url,
        "ENLACE_PUBLIC_URL": service.base_url,
        "ENLACE_CONTENT": str(DEMO),
        "COLUMNS": "200",
    }
    done = enlace(*arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done


def new_link(service: SharedService) -> str:
    """The code of a link nobody has written by yet."""
    organization = command(service, "export", "organizations").stdout.splitlines()[1].split(",")[0]
    made = command(service, "link", "create", "--organization", organization)
    return made.stdout.split()[-1].rpartition("/")[2]


async def send(service: SharedService, number: str) -> None:
    """Writes what is next, and hands it to the provider."""
    settings = Settings.model_validate(
        {
            "ENLACE_DATA_DIR": service.data_dir,
            "ENLACE_PUBLIC_URL": service.base_url,
            "ENLACE_CONTENT": DEMO,
            "ENLACE_TIMEZONE": where_it_is_noon(),
            "TWILIO_ACCOUNT_SID": CREDENTIALS["TWILIO_ACCOUNT_SID"],
            "TWILIO_AUTH_TOKEN": CREDENTIALS["TWILIO_AUTH_TOKEN"],
            "TWILIO_API_URL": service.base_url,
            "TWILIO_FROM": DEMO_NUMBER,
            "TWILIO_WHATSAPP_FROM": DEMO_WHATSAPP,
        }
    )
    application = Application(settings, service.database_url)
    async with application.database.transaction() as session:
        await application.campaigning.send_on(session, datetime.now(UTC))
        outbound_id = await session.scalar(text(LET_OUT), {"number": int(number)})
    if outbound_id:
        await application.delivery.deliver(outbound_id)
    await application.close()


async def test_it_reaches_a_phone_and_yes_asks_for_what_it_was_about(
    service: SharedService, phone: Phone, database: psycopg.AsyncConnection[Any]
) -> None:
    code = new_link(service)
    await phone.ask(f"Hi Enlace! Code: {code}")

    texts = [part for said in SAID for part in ("--text", said)]
    order = ("--name", "Classes", "--by", "Ana", "--link", code, "--topic", "find_workshops")
    number = command(service, "campaign", "create", *order, *texts).stdout.split()[-1]
    command(service, "campaign", "start", number, "--by", "Ana")
    await send(service, number)
    await phone.wait_for("We have free classes.")

    told = " ".join(await phone.ask("si"))
    assert "Not now" not in told
    intent = await database.execute(
        "SELECT intent FROM inbound_messages i JOIN campaign_recipients c USING (conversation_id)"
        " WHERE campaign_id = %s ORDER BY received_at DESC LIMIT 1",
        (number,),
    )
    assert await intent.fetchone() == ("find_workshops",)
    assert "answered 1" in " ".join(command(service, "campaign", "report", number).stdout.split())

    await phone.ask("stop")
    ended = " ".join(command(service, "campaign", "report", number).stdout.split())
    assert "opted out 1" in ended


async def test_on_whatsapp_a_day_after_their_last_message_only_a_template_goes_out(
    service: SharedService, database: psycopg.AsyncConnection[Any]
) -> None:
    whatsapp = Phone(service.base_url, service.database_url, f"whatsapp:{new_number()}")
    code = new_link(service)
    await whatsapp.ask(f"Hola Enlace! Codigo: {code}")
    await database.execute(A_DAY_PASSES, (code,))
    before = len(await whatsapp.received())

    whom = ("--by", "Ana", "--link", code)
    texts = [part for said in SAID for part in ("--text", said)]
    number = command(service, "campaign", "create", "--name", "Own words", *whom, *texts).stdout
    shown = command(service, "campaign", "preview", number.strip()).stdout
    assert "0 people" in shown
    assert "1  WhatsApp takes it only within 24 hours" in shown
    command(service, "campaign", "start", number.strip(), "--by", "Ana")
    await send(service, number.strip())
    told = command(service, "campaign", "report", number.strip()).stdout
    assert "1  WhatsApp takes it only within 24 hours" in told
    assert len(await whatsapp.received()) == before

    approved = ("--template", "campaigns.texts.new_classes", "--topic", "find_workshops")
    number = command(service, "campaign", "create", "--name", "Classes", *whom, *approved).stdout
    assert "1 people" in command(service, "campaign", "preview", number.strip()).stdout
    command(service, "campaign", "start", number.strip(), "--by", "Ana")
    await send(service, number.strip())
    await whatsapp.wait_for_more_than(before)
    assert await whatsapp.ask("1") != []
    told = " ".join(command(service, "campaign", "report", number.strip()).stdout.split())
    assert "answered 1" in told
