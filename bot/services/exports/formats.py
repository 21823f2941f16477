"""How an export is written: CSV for spreadsheets, JSON for programs."""

import csv
import io
import json
import re
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any, Literal

from phonenumbers import PhoneNumberFormat, format_number, parse

Format = Literal["csv", "json"]
Rows = AsyncIterator[dict[str, Any]]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection")."""
_E164 = re.compile(r"\+\d{7,15}")


async def as_csv(columns: Sequence[str], rows: Rows) -> AsyncIterator[str]:
    """Lines of CSV (RFC 4180); a cell that would be a formula begins with an apostrophe.

    US phones are written as at home, 312-555-0123: with their plus, a spreadsheet would compute.
    """
    yield _line(columns)
    async for row in rows:
        yield _line([_cell(row.get(name)) for name in columns])


async def as_json(columns: Sequence[str], rows: Rows) -> AsyncIterator[str]:
    """One JSON list, an object a line."""
    begin = "[\n"
    async for row in rows:
        told = {name: row.get(name) for name in columns}
        yield begin + json.dumps(told, ensure_ascii=False, default=_json)
        begin = ",\n"
    yield "[]\n" if begin == "[\n" else "\n]\n"


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return " ".join(map(str, value))
        case dict():
            return json.dumps(value, ensure_ascii=False, default=_json)
        case int() | datetime() | date() | uuid.UUID():
            return _json(value)
    return _safe(str(value))


def _safe(text: str) -> str:
    if _E164.fullmatch(text):
        number = parse(text)
        if number.country_code == 1:
            digits = str(number.national_number)
            return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        return "'" + format_number(number, PhoneNumberFormat.E164)
    return f"'{text}" if text.startswith(FORMULA) else text


def _json(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
