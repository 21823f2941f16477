"""Imports: all or nothing, each fault with its place and mend, and nothing twice."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.errors import EnlaceError
from bot.services.exports import KINDS as EXPORTED
from bot.services.exports import Exports
from bot.services.imports import ImportRefused, Imports, KindName, Loaded
from bot.store.database import Database
from bot.store.models import Application, AuditEntry, Organization, Pool, WorkshopSession
from bot.store.secrets import Vault

ZONE = ZoneInfo("America/Chicago")
VAULT = Vault("a key of the tests, long enough to be one")
COLUMNS = {
    "organizations": "id,name,kind,zip_code,phone,languages",
    "sessions": "id,workshop,title_en,title_es,organization,starts_at,ends_at,address,zip_code,"
    "capacity,language,childcare,notes_en,notes_es",
    "applications": "reference,phone,name,status,updated_on,note_en,note_es",
    "pools": "provider,organization,seats",
}


class Desk:
    """An administrator with files."""

    def __init__(self, session: AsyncSession, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.mark = uuid.uuid4().hex[:8]
        """Begins the ids of this test: others share the tables."""

    def file(self, kind: str, *rows: str, encoding: str = "utf-8") -> Path:
        path = self.folder / f"{kind}.csv"
        lines = [COLUMNS[kind], *(row.replace("$", self.mark) for row in rows)]
        path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
        return path

    async def bring(self, kind: KindName, *rows: str, encoding: str = "utf-8") -> tuple[int, ...]:
        return self.counts(await self.run(kind, self.file(kind, *rows, encoding=encoding)))

    async def run(self, kind: KindName, path: Path) -> Loaded:
        now = SystemClock().now()
        imports = Imports(VAULT, ZONE)
        return await imports.run(self.session, kind, path, now, lambda _stage, _rows: _ignore)

    async def refused(self, kind: KindName, *rows: str) -> list[str]:
        with pytest.raises(ImportRefused) as caught:
            await self.bring(kind, *rows)
        return [str(fault).replace(self.mark, "$") for fault in caught.value.faults]

    @staticmethod
    def counts(loaded: Loaded) -> tuple[int, ...]:
        return len(loaded.new), len(loaded.changed), loaded.unchanged

    async def exported(self, kind: Any) -> str:
        """The header, and the rows of this test."""
        exports = Exports(VAULT, ZONE)
        pieces = [piece async for piece in exports.run(self.session, kind, "csv")]
        return "".join([pieces[0], *(each for each in pieces[1:] if self.mark in each.lower())])


def _ignore(_rows: int) -> None:
    pass


@pytest.fixture
async def desk(store: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with store.transaction() as session:
        yield Desk(session, tmp_path)
        await session.rollback()


ORGANIZATION = '$lp,"Centro, ejemplo",cbo,60623,312-555-0110,en;es'
SESSION = (
    "$s,basics,Basics,Lo básico,$lp,2027-02-13T10:00,2027-02-13T11:30,1 Main St,60623,12,es,yes,,"
)
APPLICATION = "cc-$,(312) 555-0101,Ana Pérez,Needs documents,2026-11-01,A bill,Un recibo"
ROWS: dict[KindName, str] = {
    "organizations": ORGANIZATION,
    "sessions": SESSION,
    "applications": APPLICATION,
    "pools": "Provider$,$lp,5",
}


@pytest.mark.parametrize("kind", ["organizations", "sessions", "applications", "pools"])
async def test_the_same_file_twice_changes_nothing(desk: Desk, kind: KindName) -> None:
    await desk.bring("organizations", ORGANIZATION)
    first = await desk.bring(kind, ROWS[kind])
    assert first == ((0, 0, 1) if kind == "organizations" else (1, 0, 0))
    assert await desk.bring(kind, ROWS[kind]) == (0, 0, 1)


async def test_an_application_is_found_by_its_phone_and_unreadable_in_the_database(
    desk: Desk,
) -> None:
    await desk.bring("applications", APPLICATION)
    stored = await desk.session.scalar(
        select(Application).where(Application.reference_key == f"CC{desk.mark.upper()}")
    )
    assert stored
    assert stored.phone_hash == VAULT.digest("+13125550101")
    assert VAULT.decrypt(stored.phone_encrypted) == "+13125550101"
    assert VAULT.decrypt(stored.name_encrypted) == "Ana Pérez"
    assert stored.status == "needs_documents"
    assert stored.notes == {"en": "A bill", "es": "Un recibo"}
    assert b"Ana" not in stored.name_encrypted


async def test_times_without_an_offset_are_the_citys(desk: Desk) -> None:
    await desk.bring("organizations", ORGANIZATION)
    await desk.bring("sessions", SESSION, SESSION.replace("$s", "$t").replace("T10:00", "T10:00Z"))
    local = await desk.session.get_one(WorkshopSession, f"{desk.mark}s")
    elsewhere = await desk.session.get_one(WorkshopSession, f"{desk.mark}t")
    assert local.starts_at == datetime(2027, 2, 13, 10, tzinfo=ZONE)
    assert elsewhere.starts_at == datetime(2027, 2, 13, 10, tzinfo=UTC)


async def test_a_changed_row_is_changed_and_others_stay(desk: Desk) -> None:
    await desk.bring("applications", APPLICATION, APPLICATION.replace("cc-$", "dd-$"))
    moved = APPLICATION.replace("Needs documents", "approved").replace("cc-$", "CC $")
    assert await desk.bring("applications", moved) == (0, 1, 0)
    found = await desk.session.execute(
        select(Application.reference, Application.status).where(
            Application.reference_key.endswith(desk.mark.upper())
        )
    )
    mark = desk.mark.upper()
    assert dict(found.all()) == {
        f"CC {mark}": "approved",
        f"DD-{mark}": "needs_documents",
    }


async def test_a_pool_without_an_organization_is_the_reserve(desk: Desk) -> None:
    assert await desk.bring("pools", "provider$,,7") == (1, 0, 0)
    query = select(Pool.organization, Pool.seats).where(Pool.provider == f"provider{desk.mark}")
    assert (await desk.session.execute(query)).all() == [("", 7)]


async def test_every_fault_is_told_with_line_column_and_mend(desk: Desk) -> None:
    await desk.bring("organizations", ORGANIZATION)
    wrong = (
        "$a b,basics,,Lo básico,$lq,13/02/2027,2027-02-13,1 Main St,6062,-1,esp,maybe,,",
        SESSION.replace("T10:00", "T12:00"),
        SESSION.replace("$s", "$dst").replace("2027-02-13T10:00", "2027-03-14T02:30"),
        SESSION.replace("$s", "$far").replace("2027-02-13T11:30", "9999-12-31T23:30"),
        SESSION.replace("$s", "$twice"),
        SESSION.replace("$s", "$twice"),
        "$short,basics",
    )
    faults = await desk.refused("sessions", *wrong)
    places = [fault.split(": ")[0] for fault in faults]
    assert places == [
        *(
            f"line 2, column {column}"
            for column in (
                "capacity",
                "childcare",
                "ends_at",
                "id",
                "language",
                "organization",
                "starts_at",
                "title_en",
                "zip_code",
            )
        ),
        "line 3, column ends_at",
        "line 4, column starts_at",
        "line 5, column ends_at",
        "line 7, column id",
        "line 8",
    ]
    assert all("; " in fault for fault in faults)
    assert 'did you mean "$lp"' in next(fault for fault in faults if "organization" in fault)
    assert "is on line 6 already" in faults[-2]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("CC-$,12,Ana,approved,2026-11-01,,", "phone"),
        ("CC-$,,Ana,approved,2026-11-01,,", "phone"),
        ("CC-$,312-555-0101,,approved,2026-11-01,,", "name"),
        ("CC-$,312-555-0101,Ana,aproved,2026-11-01,,", "status"),
        ("CC-$,312-555-0101,Ana,approved,11/01/2026,,", "updated_on"),
        ("CC-$,312-555-0101,Ana,approved,9999-11-01,,", "updated_on"),
        ("?,312-555-0101,Ana,approved,2026-11-01,,", "reference"),
    ],
)
async def test_wrong_cells_of_applications(desk: Desk, row: str, column: str) -> None:
    [fault] = await desk.refused("applications", row)
    assert fault.startswith(f"line 2, column {column}: ")
    assert "312-555" not in fault
    assert "Ana" not in fault


async def test_two_references_that_residents_cannot_tell_apart_are_one(desk: Desk) -> None:
    [fault] = await desk.refused("applications", APPLICATION, APPLICATION.replace("cc-$", "CC$"))
    assert fault.startswith("line 3, column reference: ")
    assert "line 2 already" in fault


async def test_one_fault_and_nothing_is_written(desk: Desk) -> None:
    await desk.refused("organizations", ORGANIZATION, ORGANIZATION.replace("60623", "6062x"))
    count = select(func.count()).where(Organization.id.startswith(desk.mark))
    assert await desk.session.scalar(count) == 0


async def test_lines_are_those_of_the_file(desk: Desk) -> None:
    over_two_lines = ORGANIZATION.replace("Centro, ejemplo", "Centro\nejemplo")
    wrong = ORGANIZATION.replace("$lp", "$lq").replace("60623", "6062")
    [fault] = await desk.refused("organizations", over_two_lines, "", wrong)
    assert fault.startswith("line 5, column zip_code")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no columns"),
        (b"id;name;kind;zip_code;phone;languages\n", "separated by semicolons"),
        (b"id,name,kind,zip_code,languages,fax,id\n", "column phone: is missing; add it"),
        (b"id,name,kind,zip_code,languages,fax,id\n", "column fax: is not known"),
        (b"id,name,kind,zip_code,languages,fax,id\n", "column id: is there more than once"),
        (
            b"id,name,kind,zip_code,phone,languages\nx,Caf\xe9,cbo,60623,,en\n",
            "line 2: has let",
        ),
        (b"\xff\xfei\x00d\x00", "UTF-16"),
        (b"PK\x03\x04 a spreadsheet", "is a spreadsheet, not CSV"),
        (b"id,name,kind,zip_code,phone,languages\nx,\x00,cbo,60623,,en\n", "line 2: is not text"),
        (b'id,name,kind,zip_code,phone,languages\nx,"open,cbo,60623,,en\n', "quotation mark"),
    ],
)
async def test_a_file_that_is_no_such_csv_is_explained(
    desk: Desk, content: bytes, told: str
) -> None:
    path = desk.folder / "file.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=told):
        await desk.run("organizations", path)


async def test_a_file_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(EnlaceError, match="There is no file"):
        await desk.run("organizations", desk.folder / "none.csv")


async def test_a_byte_order_mark_is_no_part_of_a_column(desk: Desk) -> None:
    assert await desk.bring("organizations", ORGANIZATION, encoding="utf-8-sig") == (1, 0, 0)


async def test_an_import_is_audited_without_personal_data(desk: Desk) -> None:
    await desk.bring("applications", APPLICATION)
    entry = await desk.session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    assert entry
    assert (entry.actor, entry.action) == ("operator", "import.applications")
    assert entry.details == {"new": 1, "changed": 0, "unchanged": 0}


@pytest.mark.parametrize("kind", ["organizations", "sessions", "applications", "pools"])
async def test_what_is_exported_can_be_imported_again(desk: Desk, kind: KindName) -> None:
    await desk.bring("organizations", ORGANIZATION)
    await desk.bring(kind, ROWS[kind])
    path = desk.folder / "again.csv"
    exported = await desk.exported(kind)
    path.write_text(exported, "utf-8", newline="")
    new, changed, unchanged = desk.counts(await desk.run(kind, path))
    assert (new, changed) == (0, 0)
    assert unchanged == 1


async def test_no_cell_of_an_export_is_a_formula(desk: Desk) -> None:
    formula = '=HYPERLINK(""http://x"")'
    await desk.bring(
        "organizations",
        ORGANIZATION.replace('"Centro, ejemplo"', f'"{formula}"'),
        ORGANIZATION.replace("$lp", "$far").replace("312-555-0110", "+52 55 1234 5678"),
    )
    exported = await desk.exported("organizations")
    assert '"\'=HYPERLINK(""http://x"")"' in exported
    assert "312-555-0110" in exported
    assert "'+525512345678" in exported
    stored = await desk.session.get_one(Organization, f"{desk.mark}lp")
    again = desk.folder / "again.csv"
    again.write_text(exported, "utf-8", newline="")
    await desk.run("organizations", again)
    assert stored.name == '=HYPERLINK("http://x")'


@pytest.mark.parametrize("kind", sorted(EXPORTED))
async def test_no_export_names_a_column_of_what_is_encrypted_or_said(desk: Desk, kind: str) -> None:
    header = (await desk.exported(kind)).splitlines()[0].split(",")
    assert not {"text", "words", "email", "email_hash", "phone_hash", "address_hash"} & {*header}
