"""Forwarded links: their codes, what they open with, and who came by them."""

from bot.services.links.arrivals import Use, arrive, note_deed, overview
from bot.services.links.codes import LONGEST, code_of, is_one_slip, nearest, written
from bot.services.links.reading import Mention, is_courtesy, mentions
from bot.services.links.records import (
    Order,
    all_codes,
    create,
    find,
    find_any,
    is_over,
    note_opened,
    to_share,
)
from bot.services.links.topics import TOPICS

__all__ = [
    "LONGEST",
    "TOPICS",
    "Mention",
    "Order",
    "Use",
    "all_codes",
    "arrive",
    "code_of",
    "create",
    "find",
    "find_any",
    "is_courtesy",
    "is_one_slip",
    "is_over",
    "mentions",
    "nearest",
    "note_deed",
    "note_opened",
    "overview",
    "to_share",
    "written",
]
