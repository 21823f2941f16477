"""Holds what is on the phones against what was done, by rules written anew here."""

import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from benchmarks.year.record import Occasion, Record
from tests.harness.reminders import ZONE, Office

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
WITHIN_A_LOOK = timedelta(minutes=61)

SAID = """SELECT r.resident_id, r.kind, r.occasion, r.dropped_because, r.outbound_id, m.status,
        m.reason, m.sent_at, m.expires_at
    FROM reminders r LEFT JOIN outbound_messages m ON m.id = r.outbound_id"""


class Audit:
    """Finds what is wrong on the phones."""

    def __init__(self, office: Office, record: Record) -> None:
        self.office = office
        self.record = record
        self.faults: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        """Of faults, by kind."""

    async def hold(self) -> None:
        """Finds every fault."""
        async with self.office.store.transaction() as session:
            rows = (await session.execute(text(SAID))).all()
        said = {(row.resident_id, row.kind, row.occasion): row for row in rows}
        if len(said) < len(rows):
            self._fault("twice for one occasion", len(rows) - len(said))
        self._phones({row.outbound_id for row in rows})
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

    def _phones(self, written: set[int]) -> None:
        for person, got in self.office.phones.got.items():
            times = [each.at for each in got]
            for each in got:
                if each.outbound_id not in written:
                    self._fault("for no occasion", person, each.at, each.text)
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
        match why:
            case "opted_out":
                return any(
                    stop.since <= ends_at + WITHIN_A_LOOK
                    and (stop.until is None or stop.until >= due_at)
                    for stop in self.record.stops[person]
                )
            case "too_soon" | "weekly_cap" | "quiet_hours" | "late" | "expired":
                looks = self.record.looks
                begin, end = bisect_left(looks, due_at), bisect_left(looks, ends_at)
                return not any(self._is_free(person, look) for look in looks[begin:end])
        return False

    def _is_free(self, person: uuid.UUID, look: datetime) -> bool:
        """Whether somebody could have been written to at a moment, by the rules for everybody."""
        times = [each.at for each in self.office.phones.got[person] if each.at <= look]
        return (
            8 <= look.astimezone(ZONE).hour < 20
            and not any(at > look - 2 * HOUR for at in times)
            and sum(at > look - WEEK for at in times) < 5
            and not any(stop.covers(look, look) for stop in self.record.stops[person])
        )

    def _fault(self, kind: str, *what: object) -> None:
        self.counts[kind] += 1
        self.faults.append(" ".join(map(str, (kind, *what))))


def _outcome(row: object) -> tuple[str, datetime | None]:
    if row is None:
        return "nothing", None
    sent_at: datetime | None = row.sent_at  # type: ignore[attr-defined]
    if sent_at:
        return "sent", sent_at
    why = row.dropped_because or row.reason or row.status  # type: ignore[attr-defined]
    return str(why), None
