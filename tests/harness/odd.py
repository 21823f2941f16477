"""What nobody should send, for hypothesis to draw from."""

import secrets
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
ODD = st.one_of(
    st.sampled_from(
        ["", "\x00", "²", "-1", "0", "1" * 5000, "x" * 9000, "9" * 40, "+", "whatsapp:"]
    ),
    st.text(max_size=40),
)
LONG = secrets.token_hex(4_000)
"""Longer than an index of PostgreSQL takes, and it cannot be compressed."""
DEEP = [b"[" * 100_000, b'{"update_id":' * 20_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["\x00", "\ud83d", LONG, 10**30, "private", "group", "kicked"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(known: Any, *above: Any) -> list[tuple[Any, ...]]:
    """Where there is something in an update, by the names that lead there."""
    if not isinstance(known, dict):
        return [above]
    return [above, *(place for name, part in known.items() for place in places(part, *above, name))]


def put(known: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The same with another value at a place."""
    if not place:
        return value
    return {**known, place[0]: put(known[place[0]], place[1:], value)}
