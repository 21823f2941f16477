"""Holds what is on the phones against what was done, by rules written anew here."""

import uuid
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from benchmarks.year.record import Occasion, Record
from tests.harness.reminders import ZONE, Office

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
WITHIN_A_LOOK = timedelta(minutes=61)

SAID = """SELECT r.resident_id, r.kind, r.occasion, r.dropped_because, m.status, m.reason,
        m.sent_at, m.expires_at
    FROM reminders r LEFT JOIN outbound_messages m ON m.id = r.outbound_id"""


class Audit:
    """Finds what is wrong on the phones."""

    def __init__(self, office: Office, record: Record) -> None:
        self.office = office
        self.record = record
        self.faults: list[str] = []
        self.outcomes: Counter[str] = Counter()

    async def hold(self) -> None:
        """Finds every fault."""
        async with self.office.store.transaction() as session:
            rows = (await session.execute(text(SAID))).all()
        said = {(row.resident_id, row.kind, row.occasion): row for row in rows}
        self._phones()
        known = self._by_key()
        for (person, kind, name), spans in known.items():
            rule = self.office.rules.kinds[kind]
            due_at = rule.when.of(spans[0].anchor, ZONE)
            ends_at = rule.until.of(spans[0].anchor, ZONE)
            if ends_at < self.office.clock.now() - DAY:
                self._one(kind, spans, due_at, ends_at, said.get((person, kind, name)))
        for key in said.keys() - known.keys():
            self._fault("of nothing that was done", *key)

    def _by_key(self) -> dict[tuple[uuid.UUID, str, str], list[Occasion]]:
        """What was moved away and back, or booked again, is one occasion with several spans."""
        known: dict[tuple[uuid.UUID, str, str], list[Occasion]] = defaultdict(list)
        for kind, rule in self.office.rules.kinds.items():
            for each in self.record.occasions[rule.follows]:
                known[each.person, kind, each.name].append(each)
        return known

    def _phones(self) -> None:
        for person, got in self.office.phones.got.items():
            times = [each.at for each in got]
            if len({each.outbound_id for each in got}) < len(got):
                self._fault("twice", person)
            if not all(8 <= at.astimezone(ZONE).hour < 20 for at in times):
                self._fault("by night", person)
            if any(b - a < 2 * HOUR for a, b in pairwise(times)):
                self._fault("two within two hours", person)
            if any(b - a < WEEK for a, b in zip(times, times[5:], strict=False)):
                self._fault("more than five a week", person)
            for at in times:
                if any(stop.covers(at, at) for stop in self.record.stops[person]):
                    self._fault("to somebody who stopped", person, at)

    def _one(
        self,
        kind: str,
        spans: list[Occasion],
        due_at: datetime,
        ends_at: datetime,
        row: object,
    ) -> None:
        outcome, sent_at = _outcome(row)
        self.outcomes[outcome] += 1
        if sent_at and not due_at <= sent_at < ends_at:
            self._fault("out of its time", kind, spans, sent_at)
        if sent_at and not any(each.holds.covers(sent_at, sent_at) for each in spans):
            self._fault("of what held no more", kind, spans, sent_at)
        if sent_at:
            return
        for one in spans:
            is_told = one.known_since > due_at and outcome == "just_told"
            holds = one.holds.covers(due_at, ends_at + WITHIN_A_LOOK)
            if holds and not is_told and not self._is_true(outcome, one.person, due_at, ends_at):
                self._fault("missing", kind, one, outcome, due_at, ends_at)

    def _is_true(self, why: str, person: uuid.UUID, due_at: datetime, ends_at: datetime) -> bool:
        """Whether a reason for not sending was one."""
        times = [each.at for each in self.office.phones.got[person]]
        match why:
            case "opted_out":
                return any(
                    stop.since <= ends_at + WITHIN_A_LOOK
                    and (stop.until is None or stop.until >= due_at)
                    for stop in self.record.stops[person]
                )
            case "too_soon":
                return any(due_at - 2 * HOUR < at < ends_at + WITHIN_A_LOOK for at in times)
            case "weekly_cap":
                return len([at for at in times if ends_at - 2 * WEEK < at <= ends_at]) >= 5
            case "quiet_hours" | "late" | "expired":
                looks = [due_at + n * timedelta(minutes=30) for n in range(1_000)]
                looks = [at for at in looks if at < ends_at]
                decent = [at for at in looks if 8 <= at.astimezone(ZONE).hour < 20]
                down = [each for each in self.record.downs for at in decent if each.covers(at, at)]
                return not decent or bool(down) or len(decent) <= 2
        return False

    def _fault(self, *what: object) -> None:
        self.faults.append(" ".join(map(str, what)))


def _outcome(row: object) -> tuple[str, datetime | None]:
    if row is None:
        return "nothing", None
    sent_at: datetime | None = row.sent_at  # type: ignore[attr-defined]
    if sent_at:
        return "sent", sent_at
    why = row.dropped_because or row.reason or row.status  # type: ignore[attr-defined]
    return str(why), None
