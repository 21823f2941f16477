"""`enlace campaign` as staff call it."""

import uuid

import pytest

from tests.campaigns.people import TEXTS, Staff
from tests.harness.command import FAILED, USAGE, Done, enlace
from tests.harness.reminders import VAULT, VAULT_KEY, Office

SAID = ("--text", f"en={TEXTS['en']}", "--text", f"es={TEXTS['es']}")


def campaign(postgres_url: str, *arguments: str) -> Done:
    environment = {
        "ENLACE_DATABASE_URL": postgres_url,
        "ENLACE_SECRET_KEY": VAULT_KEY,
        "TWILIO_SENDER": "10dlc_low_volume",
        "COLUMNS": "200",
    }
    return enlace("campaign", *arguments, **environment)


async def test_written_previewed_started_paused_and_reported(
    office: Office, postgres_url: str
) -> None:
    staff = Staff(office)
    await staff.prepare(2)
    number = f"+1312555{uuid.uuid4().int % 100 + 100:04}"
    async with office.store.transaction() as session:
        own = await session.get_one(type(staff.people[0]), staff.people[0].id)
        own.address_hash = VAULT.digest(number)
    order = ("--name", "Classes", "--by", "Ana", "--organization", staff.organization)
    made = campaign(postgres_url, "create", *order, *SAID, "--topic", "find_workshops")
    assert made.returncode == 0, made.stderr
    which = made.stdout.split()[-1]

    shown = campaign(postgres_url, "preview", which, "--phone", number).stdout
    assert "STOP to end" in shown
    assert "ALTO para no recibir" in shown
    assert "2 people, 0.02 US dollars" in shown
    assert "It takes 1 min of sending" in shown
    await office.deliver()
    assert len(office.texts(staff.people[0])) == 2

    refused = campaign(postgres_url, "approve", which, "--by", "ana")
    assert (refused.returncode, "somebody else" in refused.stderr) == (FAILED, True)
    assert campaign(postgres_url, "approve", which, "--by", "Rosa").returncode == 0
    short = ("--text", "en=Free classes near you. Interested?", "--name", "Spring")
    changed = campaign(postgres_url, "edit", which, "--by", "Ana", *short)
    assert "approval is taken back" in changed.stdout
    shown = campaign(postgres_url, "preview", which).stdout
    assert all(said in shown for said in ("Spring: draft", "Interested?", "¿Se las muestro?"))
    for act in ("start", "pause", "resume", "cancel"):
        done = campaign(postgres_url, act, which, "--by", "Ana")
        assert done.returncode == 0, done.stderr
    told = " ".join(campaign(postgres_url, "report", which).stdout.split())
    assert "Spring: canceled" in told
    assert "not written to 2" in told
    assert "2 Its campaign was canceled." in told
    assert "Spring" in campaign(postgres_url, "list").stdout
    await staff.forget()


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--everybody",),
        (*SAID,),
        (*SAID, "--everybody", "--language", "es"),
        (*SAID, "--everybody", "--template", "answers.ask_cost.0"),
        (*SAID, "--everybody", "--topic", "delete_my_data"),
        (*SAID, "--state", "license:stolen"),
        ("--text", "hello", "--everybody"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(wrong: tuple[str, ...]) -> None:
    done = enlace("campaign", "create", "--name", "x", "--by", "Ana", *wrong)
    assert done.returncode == USAGE
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        (*SAID, "--template", "answers.ask_cost.0"),
        ("--topic", "find_workshops", "--no-topic"),
        ("--everybody", "--language", "es"),
        ("--name", " "),
    ],
)
def test_an_edit_that_makes_no_sense_is_wrong_usage(wrong: tuple[str, ...]) -> None:
    done = enlace("campaign", "edit", "1", "--by", "Ana", *wrong)
    assert done.returncode == USAGE
    assert "Traceback" not in done.stderr


def test_what_is_not_there_is_said(postgres_url: str) -> None:
    order = ("create", "--name", "x", "--by", "Ana", *SAID)
    for option, value in (("--organization", "none"), ("--link", "none22"), ("--interest", "x")):
        assert campaign(postgres_url, *order, option, value).returncode == FAILED
    for act in ("approve", "start", "cancel"):
        assert campaign(postgres_url, act, "999999", "--by", "Ana").returncode == FAILED
