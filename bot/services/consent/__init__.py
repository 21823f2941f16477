"""Consent: who may be written to, how that is recorded, and the words that change it.

The words are lists, `en.yml` and `es.yml`, published in docs/consent.md; a new language is one more
file. They are read before anything else makes something of a message (design §6).
"""

from bot.services.consent.erased import keep_stopped
from bot.services.consent.lists import all_lists
from bot.services.consent.record import (
    Source,
    has_stopped_any,
    is_opted_in_since,
    is_opted_out,
    note_terms_told,
    opt_in,
    opt_out,
    opt_out_everywhere,
    stopped_topics,
    topic_of,
    was_stopped_by_provider,
    words_before,
)
from bot.services.consent.topics import ALL, Scope, Topic
from bot.services.consent.wishes import (
    Wish,
    help_language,
    is_doubtful,
    is_help,
    is_yes,
    kinds_meant,
    means_everywhere,
    read_wish,
    wants_messages,
)

__all__ = [
    "ALL",
    "Scope",
    "Source",
    "Topic",
    "Wish",
    "all_lists",
    "has_stopped_any",
    "help_language",
    "is_doubtful",
    "is_help",
    "is_opted_in_since",
    "is_opted_out",
    "is_yes",
    "keep_stopped",
    "kinds_meant",
    "means_everywhere",
    "note_terms_told",
    "opt_in",
    "opt_out",
    "opt_out_everywhere",
    "read_wish",
    "stopped_topics",
    "topic_of",
    "wants_messages",
    "was_stopped_by_provider",
    "words_before",
]
