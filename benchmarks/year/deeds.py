"""What residents and staff do, hour by hour, at random."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.year.record import License, Record, Span, Workshop
from tests.harness.reminders import ZONE, MovedClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

SESSION = """INSERT INTO workshop_sessions (id, workshop, titles, organization_id, starts_at,
    ends_at, address, zip_code, capacity, language, childcare, notes) VALUES (:id,
    'computer_basics', '{"en": "Computer basics"}', 'sample', :at, :at + interval '2 hours',
    '100 Sample St', '60623', 50, 'en', true, '{}')"""
MOVE = """UPDATE workshop_sessions SET starts_at = :at, ends_at = :at + interval '2 hours'
    WHERE id = :id"""
CANCEL = "UPDATE workshop_sessions SET canceled_at = :now WHERE id = :id"
BOOK = """INSERT INTO registrations (session_id, resident_id, conversation_id, attendee, state,
    created_at, updated_at) VALUES (:session, :person, :person, '', 'registered', :now, :now)"""
STATE = """UPDATE registrations SET state = :state, updated_at = :now
    WHERE session_id = :session AND resident_id = :person AND state = 'registered'"""
STOP = "UPDATE conversations SET opted_out_at = :at WHERE id = :person"
GRANT = """INSERT INTO licenses (provider, resident_id, conversation_id, organization, pool,
    email_hash, email_encrypted, state, requested_at, granted_at, ends_at, updated_at)
    VALUES ('coursera', :person, :person, '', '', :hash, '', 'granted', :now, :now, :ends_at, :now)
    RETURNING id"""
RENEW = "UPDATE licenses SET ends_at = :ends_at WHERE id = :id"
END = "UPDATE licenses SET state = 'expired', pool = NULL WHERE id = :id"

type Deed = tuple[str, dict[str, object]]
"""A statement and its values."""


class Deeds:
    """What is done, as statements; each is noted in the record as well."""

    def __init__(
        self, people: Sequence[uuid.UUID], clock: MovedClock, record: Record, dice: random.Random
    ) -> None:
        self.people = people
        self.clock = clock
        self.record = record
        self.dice = dice

    @property
    def now(self) -> datetime:
        """The time."""
        return self.clock.now()

    def of_this_hour(self) -> Iterator[Deed]:
        """Each, to be done before the next is asked for."""
        scale = len(self.people) / 20_000
        yield from self._attendance()
        yield from self._lapses()
        if self.now.astimezone(ZONE).hour == 7:
            yield from self._new_sessions(max(1, round(8 * scale)))
        for _ in range(self._some(6 * scale)):
            yield from self._booking()
        for _ in range(self._some(0.5 * scale)):
            yield from self._giving_up()
        for _ in range(self._some(0.5 * scale)):
            yield from self._stopping()
        for _ in range(self._some(0.1 * scale)):
            yield from self._moving()
        for _ in range(self._some(0.02 * scale)):
            yield from self._canceling()
        for _ in range(self._some(1.5 * scale)):
            yield from self._granting()
        for _ in range(self._some(0.6 * scale)):
            yield from self._renewing()

    def _some(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self.dice.random() < mean - whole)

    def _new_sessions(self, count: int) -> Iterator[Deed]:
        for _ in range(count):
            day = (self.now + self.dice.randint(3, 20) * DAY).astimezone(ZONE)
            at = day.replace(hour=self.dice.randint(8, 19), minute=self.dice.choice((0, 30)))
            self.record.counts["sessions"] += 1
            one = Workshop(f"s{self.record.counts['sessions']}", at.astimezone(UTC))
            self.record.workshops[one.id] = one
            yield SESSION, {"id": one.id, "at": one.starts_at}

    def _to_come(self, is_booked: bool) -> Workshop | None:
        found = [
            each
            for each in self.record.workshops.values()
            if each.starts_at > self.now and (each.guests or not is_booked)
        ]
        return self.dice.choice(found) if found else None

    def _booking(self) -> Iterator[Deed]:
        one, person = self._to_come(False), self.dice.choice(self.people)
        if one and person not in one.guests and len(one.guests) < 50:
            one.guests[person] = self.now
            self._begin("session_start", person, one.id, one.starts_at, self.now)
            self.record.counts["bookings"] += 1
            yield BOOK, {"session": one.id, "person": person, "now": self.now}

    def _giving_up(self) -> Iterator[Deed]:
        if one := self._to_come(True):
            person = self.dice.choice(list(one.guests))
            yield from self._leave(one, person, "canceled")
            self.record.counts["given up"] += 1

    def _leave(self, one: Workshop, person: uuid.UUID, state: str) -> Iterator[Deed]:
        del one.guests[person]
        self._end("session_start", person, one.id)
        yield STATE, {"session": one.id, "person": person, "state": state, "now": self.now}

    def _moving(self) -> Iterator[Deed]:
        if one := self._to_come(True):
            at = one.starts_at + self.dice.choice((-30, -3, -1, 2, 24, 72)) * HOUR
            if at > self.now:
                one.starts_at = at
                for person, booked_at in one.guests.items():
                    self._end("session_start", person, one.id)
                    self._begin("session_start", person, one.id, at, booked_at)
                self.record.counts["moved sessions"] += 1
                yield MOVE, {"id": one.id, "at": at}

    def _canceling(self) -> Iterator[Deed]:
        if one := self._to_come(True):
            for person in list(one.guests):
                yield from self._leave(one, person, "canceled")
            del self.record.workshops[one.id]
            self.record.counts["canceled sessions"] += 1
            yield CANCEL, {"id": one.id, "now": self.now}

    def _attendance(self) -> Iterator[Deed]:
        workshops = self.record.workshops.values()
        for one in [each for each in workshops if each.starts_at + 3 * HOUR <= self.now]:
            for person in list(one.guests):
                state = "missed" if self.dice.random() < 0.2 else "attended"
                yield from self._leave(one, person, state)
                if state == "missed":
                    self._begin("session_missed", person, f"m{one.id}", self.now, self.now)
            del self.record.workshops[one.id]

    def _stopping(self) -> Iterator[Deed]:
        person = self.dice.choice(self.people)
        stopped = self.record.stops[person]
        if stopped and stopped[-1].until is None:
            stopped[-1].until = self.now
            self.record.counts["came back"] += 1
            yield STOP, {"person": person, "at": None}
        else:
            stopped.append(Span(self.now))
            self.record.counts["stopped"] += 1
            yield STOP, {"person": person, "at": self.now}

    def _granting(self) -> Iterator[Deed]:
        person = self.dice.choice(self.people)
        if all(each.person != person for each in self.record.licenses):
            ends_at = self.now + 120 * DAY
            self.record.counts["licenses"] += 1
            hash_ = uuid.UUID(int=self.dice.getrandbits(128)).bytes
            yield GRANT, {"person": person, "now": self.now, "ends_at": ends_at, "hash": hash_}

    def note_grant(self, number: int, values: dict[str, object]) -> None:
        """The license that GRANT made."""
        person, ends_at = values["person"], values["ends_at"]
        assert isinstance(person, uuid.UUID)
        assert isinstance(ends_at, datetime)
        self.record.licenses.append(License(number, person, ends_at))
        self._begin("license_granted", person, str(number), self.now, self.now)
        self._begin("license_end", person, str(number), ends_at, self.now)

    def _renewing(self) -> Iterator[Deed]:
        soon = [each for each in self.record.licenses if each.ends_at - 30 * DAY < self.now]
        if soon:
            one = self.dice.choice(soon)
            one.ends_at += 120 * DAY
            self._end("license_end", one.person, str(one.id))
            self._begin("license_end", one.person, str(one.id), one.ends_at, self.now)
            self.record.counts["renewals"] += 1
            yield RENEW, {"id": one.id, "ends_at": one.ends_at}

    def _lapses(self) -> Iterator[Deed]:
        for one in [each for each in self.record.licenses if each.ends_at <= self.now]:
            self.record.licenses.remove(one)
            self._end("license_end", one.person, str(one.id))
            self._end("license_granted", one.person, str(one.id))
            yield END, {"id": one.id}

    def _begin(
        self, kind: str, person: uuid.UUID, key: str, anchor: datetime, known: datetime
    ) -> None:
        self.record.begin(kind, person, key, self.now, anchor, known)

    def _end(self, kind: str, person: uuid.UUID, key: str) -> None:
        self.record.end(kind, person, key, self.now)
