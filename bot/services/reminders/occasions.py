"""What can be followed: each occasion as a query over the data it follows from.

A query gives one row a person and occasion whose anchor is after `:after` and not after `:until`:

- `resident_id`, `conversation_id`: whom it concerns, and where they are told;
- `occasion`: what it is, and when: a session that is moved is another occasion;
- `anchor`: the moment that `when` and `until` of a rule count from;
- `known_since`: since when they know of it, so that what they were just told is not said again;
- `facts`: what the text and its choices need; see `bot.conversation.reminding`.

Each begins at an index on its anchor: it costs what is found, not what is stored. States are
written out, so that PostgreSQL sees which partial index holds them.
"""

from typing import Any, Final

from sqlalchemy import DateTime, Text, Uuid, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TextualSelect

from bot.services.content.reminders import Occasion

SESSION_START = """
    SELECT r.resident_id, (array_agg(r.conversation_id ORDER BY r.id DESC))[1] AS conversation_id,
        s.id || '@' || extract(epoch FROM s.starts_at) AS occasion,
        s.starts_at AS anchor, min(r.created_at) AS known_since,
        jsonb_build_object('session', s.id, 'registrations', array_agg(r.id ORDER BY r.id),
            'attendees', array_agg(r.attendee ORDER BY r.id)) AS facts
    FROM workshop_sessions s JOIN registrations r ON r.session_id = s.id
    WHERE s.starts_at > :after AND s.starts_at <= :until AND s.canceled_at IS NULL
        AND r.state IN ('registered', 'attended', 'missed')
    GROUP BY s.id, r.resident_id"""
"""Who came or did not had a seat: what an outage kept from being said is reported after it, too."""

SESSION_MISSED = """
    SELECT r.resident_id, (array_agg(r.conversation_id ORDER BY r.id DESC))[1] AS conversation_id,
        s.id AS occasion, max(r.updated_at) AS anchor, NULL::timestamptz AS known_since,
        jsonb_build_object('session', s.id, 'registrations', array_agg(r.id ORDER BY r.id),
            'attendees', array_agg(r.attendee ORDER BY r.id)) AS facts
    FROM registrations r JOIN workshop_sessions s ON s.id = r.session_id
    WHERE r.updated_at > :after AND r.updated_at <= :until AND r.state = 'missed'
    GROUP BY s.id, r.resident_id"""
"""Counted from when staff noted it."""

SEAT_OFFER_END = """
    SELECT r.resident_id, r.conversation_id,
        r.id || '@' || extract(epoch FROM r.offered_until) AS occasion,
        r.offered_until AS anchor, r.updated_at AS known_since,
        jsonb_build_object('session', r.session_id, 'registrations', ARRAY[r.id],
            'attendees', ARRAY[r.attendee], 'until', r.offered_until) AS facts
    FROM registrations r
    WHERE r.offered_until > :after AND r.offered_until <= :until AND r.state = 'offered'"""

LICENSE = """
    SELECT l.resident_id, l.conversation_id,
        l.id || '@' || extract(epoch FROM l.{anchor}) AS occasion,
        l.{anchor} AS anchor, NULL::timestamptz AS known_since,
        jsonb_build_object('license', l.id, 'provider', l.provider, 'ends_at', l.ends_at) AS facts
    FROM licenses l
    WHERE l.{anchor} > :after AND l.{anchor} <= :until AND l.state IN {states}"""
LICENSE_GRANTED = LICENSE.format(anchor="granted_at", states="('granted')")
LICENSE_LAST_USE = LICENSE.format(anchor="last_used_at", states="('granted')")
LICENSE_END = f"""{LICENSE.format(anchor="ends_at", states="('granted', 'expired')")}
        AND l.renewal_asked_at IS NULL"""

APPLICATION_STATUS = """
    SELECT c.resident_id, c.id AS conversation_id,
        a.reference_key || '@' || a.status || '@' || a.updated_on AS occasion,
        CAST(a.updated_on AS timestamp) AT TIME ZONE :zone AS anchor,
        NULL::timestamptz AS known_since,
        jsonb_build_object('status', a.status) AS facts
    FROM applications a
    JOIN conversations c ON c.channel = 'sms' AND c.address_hash = a.phone_hash
    WHERE a.updated_on >= CAST(CAST(:after AS timestamptz) AT TIME ZONE :zone AS date)
        AND a.updated_on <= CAST(CAST(:until AS timestamptz) AT TIME ZONE :zone AS date)
        AND CAST(a.updated_on AS timestamp) AT TIME ZONE :zone > :after
        AND CAST(a.updated_on AS timestamp) AT TIME ZONE :zone <= :until
        AND a.status = ANY(:states)"""
"""Only the phone on file is told (design §6), and only where it has written to us."""

SCREENER_LEFT = """
    SELECT c.resident_id, c.id AS conversation_id,
        'once' AS occasion, m.created_at AS anchor, NULL::timestamptz AS known_since,
        CAST('{}' AS jsonb) AS facts
    FROM outbound_messages m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.created_at > :after AND m.created_at <= :until
        AND starts_with(m.key, 'content.criteria.')
        AND NOT EXISTS (SELECT FROM inbound_messages i
            WHERE i.conversation_id = m.conversation_id AND i.received_at > m.created_at)"""
"""A question of the screener was the last word between us."""

SURVEY_OPEN = """
    SELECT p.id AS resident_id, c.id AS conversation_id,
        'once' AS occasion, p.created_at AS anchor, NULL::timestamptz AS known_since,
        CAST('{}' AS jsonb) AS facts
    FROM residents p CROSS JOIN LATERAL (SELECT c.id FROM conversations c
        WHERE c.resident_id = p.id ORDER BY c.created_at DESC LIMIT 1) c
    WHERE p.created_at > :after AND p.created_at <= :until
        AND NOT EXISTS (SELECT FROM survey_responses r WHERE r.resident_id = p.id)"""
"""Counted from the first time they wrote."""

QUERIES: Final[dict[Occasion, str]] = {
    "session_start": SESSION_START,
    "session_missed": SESSION_MISSED,
    "seat_offer_end": SEAT_OFFER_END,
    "license_granted": LICENSE_GRANTED,
    "license_last_use": LICENSE_LAST_USE,
    "license_end": LICENSE_END,
    "application_status": APPLICATION_STATUS,
    "screener_left": SCREENER_LEFT,
    "survey_open": SURVEY_OPEN,
}


def between(occasion: Occasion, **bounds: Any) -> TextualSelect:
    """The occasions with their anchors in `bounds`: `after`, `until`, `zone`, `states`.

    Without `bounds`, they are given where the query is executed.
    """
    query = text(QUERIES[occasion])
    named = {name: value for name, value in bounds.items() if f":{name}" in QUERIES[occasion]}
    return query.bindparams(**named).columns(
        column("resident_id", Uuid()),
        column("conversation_id", Uuid()),
        column("occasion", Text()),
        column("anchor", DateTime(timezone=True)),
        column("known_since", DateTime(timezone=True)),
        column("facts", JSONB()),
    )
