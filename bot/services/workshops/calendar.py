"""A session as a calendar file (iCalendar, RFC 5545), at an address nobody can guess."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import quote

from icalendar import Calendar, Event

from bot.store.models import WorkshopSession
from bot.store.secrets import Vault

PREFIX = "/calendar/"
SIGNATURE_BYTES = 12
"""96 bits: more than can be tried."""


def calendar_path(session_id: str, vault: Vault) -> str:
    """Where the file of a session is; it holds for that session, and tells of no person."""
    return f"{PREFIX}{signature(session_id, vault)}/{quote(session_id, safe='')}.ics"


def is_signed(session_id: str, presented: str, vault: Vault) -> bool:
    """Whether an address is one we gave out."""
    return hmac.compare_digest(signature(session_id, vault).encode(), presented.encode())


def signature(session_id: str, vault: Vault) -> str:
    """What makes the address one that nobody can guess."""
    return urlsafe_b64encode(vault.digest(f"calendar:{session_id}")[:SIGNATURE_BYTES]).decode()


def calendar_file(session: WorkshopSession, language: str, now: datetime) -> bytes:
    """The file, in a language where the session's texts have it."""
    event = Event()
    event.add("uid", f"{session.id}@enlace")
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", _in(language, session.titles))
    event.add("location", f"{session.address}, {session.zip_code}")
    if notes := _in(language, session.notes):
        event.add("description", notes)
    event.add("status", "CANCELLED" if session.canceled_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Enlace//workshops//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _in(language: str, texts: dict[str, str]) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
