"""Rules for times of day: "after 5", "de 9 a 12", "5:30 pm", "en la mañana", "noon"."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot.services.when.items import (
    DAY_MINUTES,
    ClockRange,
    ClockTime,
    Dates,
    Edge,
    PartOfDay,
    Thing,
)
from bot.services.when.scanner import AFTER_DAY, TIME, Make, Rule, constant, rule
from bot.services.when.words import Part, all_words, numbers, one_of, says

NUMBER = rf"(?:[0-9]{{1,2}}|{one_of(numbers())})"
HALF = (
    r"(?:(?: ?(?:am|pm|a m|p m)|(?<=[0-9])[ap])(?!\w)"  # "5p"; but "una clase" is not "1 a"
    rf"|(?: {says('oclock')})?(?: {says('before_noon')}| {says('after_noon')}))"
)
NOT_COUNTED = rf"(?! ?(?:{says('counted')})(?!\w))(?![0-9:/-])"
EDGES = {
    Edge.BEFORE: "before",
    Edge.UNTIL: "until",
    Edge.AFTER: "after",
    Edge.SINCE: "since",
}
LATE = 7
"""From this bare hour on, "at" and "before" mean the morning."""
LAST_LATE = 8
"""Up to this bare hour, "after" means the evening: people ask for it after work."""
NOON = 12


def clock_rules() -> list[Rule]:
    """Clock times, ranges of them first."""
    of_day = rf"(?:[0-9]{{1,2}}(?::[0-9]{{2}})?|{one_of(numbers())})"
    minutes = rf"(?: (?P<half_hour>{says('and_half')})| (?P<quarter>{says('and_quarter')}))?"
    time = rf"(?P<hour>{NUMBER})(?::(?P<minute>[0-5][0-9]))?{minutes}(?P<half>{HALF})?"
    at = rf"(?:(?P<about>{says('about')})|{says('at')}) ?"
    return [
        _rule(
            rf"(?:(?P<between>{says('between')}) )?(?P<first>{of_day})(?P<first_half>{HALF})?"
            rf" ?(?:{says('between_and')}) ?(?P<second>{of_day})(?P<second_half>{HALF})?"
            rf"{NOT_COUNTED}",
            _range,
        ),
        _rule(
            rf"(?P<between>{AFTER_DAY})(?P<first>{of_day})(?P<first_half>)"
            rf" ?(?:{says('between_and')}) ?(?P<second>{of_day})(?P<second_half>{HALF})?"
            rf"{NOT_COUNTED}",
            _range,
        ),
        _rule(rf"{says('quarter_to')} (?P<hour>{NUMBER})(?P<half>{HALF})?", _offset(-15)),
        _rule(rf"{says('half_past')} (?P<hour>{NUMBER})(?P<half>{HALF})?", _offset(30)),
        _rule(rf"{says('quarter_past')} (?P<hour>{NUMBER})(?P<half>{HALF})?", _offset(15)),
        *(
            _rule(rf"{says(field)} {time}(?: {says('oclock')})?{NOT_COUNTED}", _edged(edge))
            for edge, field in EDGES.items()
        ),
        _rule(rf"{at}{time}(?: {says('oclock')})?{NOT_COUNTED}", _time),
        _rule(rf"(?P<about>)(?P<hour>{NUMBER}):(?P<minute>[0-5][0-9])(?P<half>{HALF})?", _time),
        _rule(rf"(?P<about>)(?P<hour>{NUMBER})(?P<half>{HALF})", _time),
        _rule(rf"(?P<about>)(?P<hour>{NUMBER}) {says('oclock')}(?P<half>)", _time),
        _rule(rf"(?P<about>)(?P<hour>{NUMBER}) ?ish(?P<half>)", _time),
    ]


def part_rules() -> list[Rule]:
    """Parts of the day, those said in more words first."""
    parts = [part for words in all_words().values() for part in words.parts.values()]
    return [
        *(_rule(part.says, _part(part)) for part in parts if part.today),
        *(_rule(part.says, _part(part)) for part in parts if not part.today),
    ]


def beside_day_rules() -> list[Rule]:
    """What means a part of the day only right after a day: "sat am", "sábado mañana"."""
    return [
        _rule(rf"{AFTER_DAY}(?:am|a m|manana)", constant(PartOfDay(5 * 60, NOON * 60))),
        _rule(rf"{AFTER_DAY}(?:pm|p m)", constant(PartOfDay(NOON * 60, DAY_MINUTES))),
    ]


def _rule(says: str, make: Make) -> Rule:
    return rule(says, make, TIME)


def _hour_of(said: str) -> int:
    return int(said) if said.isdecimal() else numbers()[said]


def _is_afternoon(half: str | None) -> bool | None:
    if not half or not half.strip():
        return None
    half = half.strip()
    if re.fullmatch("a ?m?", half) or re.search(rf"(?:{says('before_noon')})$", half):
        return False
    return True if re.search(rf"(?:p ?m?|{says('after_noon')})$", half) else None


def _clock(hour: int, minute: int, half: str | None, *, is_about: bool = False) -> ClockTime | None:
    if hour >= 24:
        return None
    if hour > NOON or hour == 0:
        return ClockTime(hour % NOON, minute, hour > NOON, is_about)
    return ClockTime(hour % NOON, minute, _is_afternoon(half), is_about)


def _time_of(match: re.Match[str]) -> ClockTime | None:
    said = match.groupdict()
    minute = int(said.get("minute") or 0)
    minute = 30 if said.get("half_hour") else 15 if said.get("quarter") else minute
    hour = _hour_of(match["hour"])
    return _clock(hour, minute, said.get("half"), is_about=bool(said.get("about")))


def _time(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    del today
    found = _time_of(match)
    return (found,) if found else None


def _edged(edge: Edge) -> Make:
    def make(match: re.Match[str], today: date) -> Sequence[Thing] | None:
        del today
        found = _time_of(match)
        return (edge, found) if found else None

    return make


def _offset(minutes: int) -> Make:
    def make(match: re.Match[str], today: date) -> Sequence[Thing] | None:
        del today
        hour = _hour_of(match["hour"])
        if minutes < 0:
            hour = NOON - 1 if hour == NOON else hour - 1
            hour = NOON if hour == 0 else hour
        found = _clock(hour, minutes % 60, match["half"])
        return (found,) if found else None

    return make


def _part(part: Part) -> Make:
    thing = PartOfDay(part.start * 60, part.end * 60)
    if not part.today:
        return constant(thing)
    return lambda match, today: (Dates(frozenset({today})), thing)


def _range(match: re.Match[str], today: date) -> Sequence[Thing] | None:
    """A range of times; bare numbers need a word before them or a half of the day after."""
    del today
    first, second = _minutes(match["first"]), _minutes(match["second"])
    halves = match["first_half"], match["second_half"]
    is_told = match["between"] is not None or any(halves) or ":" in match[0]
    if first is None or second is None or not is_told:
        return None
    start_half, end_half = (_is_afternoon(half) for half in halves)
    start = _placed(first, start_half, end_half, lambda at: at < _after_start(second, end_half, 0))
    end = _after_start(second, end_half, start)
    return (ClockRange(start, end),) if start < end else None


def _minutes(said: str) -> int | None:
    hour, _, minute = said.partition(":")
    number = _hour_of(hour)
    return number * 60 + int(minute or 0) if number <= 24 and int(minute or 0) < 60 else None


def _placed(
    minutes: int, half: bool | None, other: bool | None, fits: Callable[[int], bool]
) -> int:
    """Where a range begins: as was said, else as its end, where that fits."""
    noon = NOON * 60
    if minutes >= noon + 60:
        return minutes
    early, late = minutes % noon, minutes % noon + noon
    if half is not None:
        return late if half else early
    if other is not None:
        wanted = late if other else early
        return wanted if fits(wanted) else early
    return late if minutes < LATE * 60 or minutes >= noon else early


def _after_start(minutes: int, half: bool | None, start: int) -> int:
    """Where a range ends: the first such time after it began."""
    noon = NOON * 60
    if minutes >= noon + 60:
        return minutes
    early, late = minutes % noon, minutes % noon + noon
    if half is not None:
        return late if half else early
    return early if early > start else late
