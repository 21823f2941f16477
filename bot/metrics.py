"""What Prometheus may know of us (`/metrics`): counts and seconds, no personal data."""

from prometheus_client import Counter, Histogram

BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30)

ACKNOWLEDGED = Counter("enlace_inbound_total", "Messages accepted, by channel.", ["channel"])
TURNS = Counter("enlace_turns_total", "Turns completed, by intent.", ["intent"])
STAGES = Histogram(
    "enlace_turn_seconds", "Seconds of a turn, by stage.", ["stage"], buckets=BUCKETS
)
DELIVERIES = Counter(
    "enlace_deliveries_total", "Tries to deliver a message, by outcome.", ["channel", "outcome"]
)
FAILURES = Counter("enlace_failures_total", "Failures, by cause.", ["cause"])
CARRIER_REFUSALS = Counter(
    "enlace_carrier_refusals_total",
    "Messages refused for something on our side, which an operator must see to, by code.",
    ["code"],
)
SENT_UNITS = Counter(
    "enlace_sent_units_total",
    "Segments sent, or messages where a channel counts none, by channel and purpose.",
    ["channel", "purpose"],
)
FLOODED = Counter(
    "enlace_flooded_total", "Messages of floods, held to be read together with others."
)
REMINDERS = Counter(
    "enlace_reminders_total",
    "Reminders by kind and what became of them: written, or why they were given up.",
    ["kind", "outcome"],
)
HELD = Counter("enlace_held_total", "Messages the gate held back, by reason.", ["reason"])
