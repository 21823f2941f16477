"""What may stand in the cells of an import: each type reads a cell's text, or says what to write.

Every reader raises ValueError with a sentence that says what is wrong and what would be right.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo

from babel import Locale
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    parse,
)
from pydantic import BeforeValidator, ValidationInfo

from bot.services.local_time import in_zone

REGION = "US"
"""Where a phone number without a country's code belongs (design §5)."""
LONGEST = 500
"""Characters in a cell; what is told to residents must fit a text message or two."""
LONGEST_NOTE = 240
"""Characters in a note: with a few words before it, it must fit two parts of a text message."""
MOST = 100_000
"""Of seats; more is a slip."""
YEARS = range(2000, 2100)
"""In which sessions are and applications change; another is a slip."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9 ./_-]{1,38}[A-Z0-9]")
_YES = frozenset({"yes", "true", "1", "y", "si", "sí"})
_NO = frozenset({"no", "false", "0", "n"})
_LANGUAGES = Locale("en").languages


def _required(cell: str) -> str:
    if not cell:
        raise ValueError("is empty; fill it in")
    if len(cell) > LONGEST:
        raise ValueError(f"has {len(cell)} characters; write at most {LONGEST}")
    return cell


def _note(cell: str) -> str:
    if len(cell) > LONGEST_NOTE:
        raise ValueError(f"has {len(cell)} characters; write at most {LONGEST_NOTE}")
    return cell


def _id(cell: str) -> str:
    if not _ID.fullmatch(_required(cell)):
        raise ValueError(
            f'"{cell}" cannot be an id; write up to 64 letters without accents, digits, ., _ or -'
        )
    return cell


def _reference(cell: str) -> str:
    reference = " ".join(_required(cell).upper().split())
    if not _REFERENCE.fullmatch(reference):
        raise ValueError(f'"{cell}" cannot be a reference; write 3 to 40 letters and digits')
    return reference


def _organization(cell: str, info: ValidationInfo) -> str:
    known: frozenset[str] = info.context["organizations"] if info.context else frozenset()
    if _required(cell) not in known:
        near = get_close_matches(cell, known, n=1)
        meant = f'; did you mean "{near[0]}"? If not,' if near else ";"
        raise ValueError(f'there is no organization "{cell}"{meant} import the organizations first')
    return cell


def _organization_or_reserve(cell: str, info: ValidationInfo) -> str:
    return _organization(cell, info) if cell else cell


def _zip_code(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{5}", _required(cell)):
        raise ValueError(f'"{cell}" is not a ZIP code; write five digits, such as 60623')
    return cell


def _phone(cell: str) -> str:
    """E.164."""
    mend = "is not a phone number; write ten digits, or + and the country's code"
    _required(cell)
    try:
        number = parse(cell, REGION)
    except NumberParseException as error:
        raise ValueError(mend) from error
    if not is_possible_number(number) or number.extension:
        raise ValueError(mend)
    return format_number(number, PhoneNumberFormat.E164)


def _optional_phone(cell: str) -> str | None:
    return _phone(cell) if cell else None


def _language(cell: str) -> str:
    code = _required(cell).lower()
    if code not in _LANGUAGES or len(code) > 3:
        raise ValueError(f'"{cell}" is not the code of a language; write one such as en or es')
    return code


def _languages(cell: str) -> list[str]:
    codes = [code for code in re.split(r"[\s,;/|]+", _required(cell)) if code]
    return sorted({_language(code) for code in codes})


def _moment(cell: str, info: ValidationInfo) -> datetime:
    """Aware, in UTC."""
    mend = "write it as 2027-02-13T10:00, with an offset such as -06:00 if it is not local time"
    try:
        moment = datetime.fromisoformat(_required(cell))
    except ValueError as error:
        raise ValueError(f'"{cell}" is not a day and time; {mend}') from error
    if re.fullmatch(r"[\dW-]+", cell):
        raise ValueError(f'"{cell}" has no time of day; {mend}')
    if moment.tzinfo is None:
        zone: ZoneInfo = info.context["zone"] if info.context else ZoneInfo("UTC")
        try:
            moment = in_zone(moment, zone)
        except ValueError as error:
            raise ValueError(f'"{cell}" {error}') from error
    if moment.year not in YEARS:
        raise ValueError(f'"{cell}" is not of this century; {mend}')
    return moment.astimezone(UTC)


def _day(cell: str) -> date:
    try:
        day = date.fromisoformat(_required(cell))
    except ValueError as error:
        raise ValueError(f'"{cell}" is not a day; write it as 2027-02-13') from error
    if day.year not in YEARS:
        raise ValueError(f'"{cell}" is not of this century; write it as 2027-02-13')
    return day


def _seats(cell: str) -> int:
    if not re.fullmatch(r"[0-9]+", _required(cell)) or int(cell) > MOST:
        raise ValueError(f'"{cell}" is not a number of seats; write one from 0 to {MOST}')
    return int(cell)


def _yes_or_no(cell: str) -> bool:
    said = _required(cell).lower()
    if said not in _YES | _NO:
        raise ValueError(f'"{cell}" is neither yes nor no; write one of them')
    return said in _YES


def one_of(*names: str) -> Callable[[str], str]:
    """A reader of names from a list, small or capital letters alike."""

    def read(cell: str) -> str:
        name = re.sub(r"[\s-]+", "_", _required(cell).lower())
        if name not in names:
            near = get_close_matches(name, names, n=1)
            write = f"did you mean {near[0]}?" if near else f"write one of {', '.join(names)}"
            raise ValueError(f'"{cell}" is not known here; {write}')
        return name

    return read


type Words = Annotated[str, BeforeValidator(_required)]
type Note = Annotated[str, BeforeValidator(_note)]
type Id = Annotated[str, BeforeValidator(_id)]
type Reference = Annotated[str, BeforeValidator(_reference)]
type OrganizationId = Annotated[str, BeforeValidator(_organization)]
type OrganizationOrReserve = Annotated[str, BeforeValidator(_organization_or_reserve)]
type ZipCode = Annotated[str, BeforeValidator(_zip_code)]
type Phone = Annotated[str, BeforeValidator(_phone)]
type OptionalPhone = Annotated[str | None, BeforeValidator(_optional_phone)]
type Language = Annotated[str, BeforeValidator(_language)]
type Languages = Annotated[list[str], BeforeValidator(_languages)]
type Moment = Annotated[datetime, BeforeValidator(_moment)]
type Day = Annotated[date, BeforeValidator(_day)]
type Seats = Annotated[int, BeforeValidator(_seats)]
type YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
