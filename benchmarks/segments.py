"""How many SMS segments our replies take: every text with typical values, and every played reply.

`.tools/bin/uv run python -m benchmarks.segments` prints the table of docs/channels/twilio.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

import yaml

from bot.channels.twilio.segments import fold_accents, segments
from bot.conversation.catalog import DOMAIN, LOCALES, PLACEHOLDER, read_catalog
from bot.services.content import load

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "es")
TYPICAL: Mapping[str, tuple[str, str]] = {
    "day": ("Saturday, December 5", "sábado, 5 de diciembre"),
    "until_day": ("Saturday, December 5", "sábado, 5 de diciembre"),
    "since": ("December 4, 2026", "4 de diciembre de 2026"),
    "ends_on": ("March 4, 2027", "4 de marzo de 2027"),
    "opens_on": ("February 2, 2027", "2 de febrero de 2027"),
    "requested_on": ("December 4, 2026", "4 de diciembre de 2026"),
    "time": ("10:00 AM", "10:00 a.m."),
    "until": ("5:00 PM", "5:00 p.m."),
    "end": ("12:00 PM", "12:00 p.m."),
    "title": ("Email basics", "Correo básico"),
    "old": ("Email basics, Saturday, 10:00 AM", "Correo básico, sábado, 10:00 a.m."),
    "session": ("Email basics, Saturday, 10:00 AM", "Correo básico, sábado, 10:00 a.m."),
    "titles": ("Data Analytics, IT Support", "Análisis de datos, Soporte de TI"),
    "provider": ("Coursera", "Coursera"),
    "who": ("you", "usted"),
    "rule": ("the rule of December 4, 2020", "la regla del 4 de diciembre de 2020"),
    "source": ("cps.edu", "cps.edu"),
    "reason_1": ("a child in your home goes to CPS", "un niño de su casa va a CPS"),
    "reason_2": ("you get SNAP", "recibe SNAP"),
    "reason_3": ("you have no wired internet", "no tiene internet por cable"),
    "address": ("3535 W Ogden Ave", "3535 W Ogden Ave"),
    "reference": ("CC-1042", "CC-1042"),
    "organization": ("Lawndale CDC", "Lawndale CDC"),
    "language": ("English", "español"),
    "languages": ("English", "español"),
    "link": ("https://enlace.example.org/l/hi", "https://enlace.example.org/l/hola"),
    "map": ("https://enlace.example.org/m/12", "https://enlace.example.org/m/12"),
    "calendar": ("https://enlace.example.org/c/12", "https://enlace.example.org/c/12"),
    "zip_code": ("60623", "60623"),
    "childcare": ("Child care", "Con cuidado de niños"),
    "place": ("2", "2"),
    "topic": ("office work", "trabajo de oficina"),
    "city": ("Chicago", "Chicago"),
    "phone": ("312-555-0123", "312-555-0123"),
    "number": ("312-555-0123", "312-555-0123"),
    "miles": ("1.2", "1.2"),
    "seats": ("4 seats left", "quedan 4 lugares"),
    "count": ("4", "4"),
    "waiting": ("2 in line", "2 en lista"),
    "days": ("41", "41"),
    "hours": ("20", "20"),
    "left": ("2", "2"),
    "code": ("402913", "402913"),
    "email": ("ana@example.org", "ana@example.org"),
}
"""What fills a placeholder, in English and in Spanish."""
ORDINARY = ("a few plain words", "unas palabras sencillas")
"""What fills any other."""
LISTS = re.compile(r"^pick\.|\.words$|\.pattern")
SENTENCE = re.compile(r"[.!?:][\"')]*$")
"""How messages end; what ends otherwise is a label, or a part of a message."""


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every message of ours by key, filled and folded as SMS carries it."""
    position = LANGUAGES.index(language)
    pack = load(ROOT / "content" / "demo").texts()
    catalog = read_catalog(LOCALES, language, DOMAIN)
    ours = {str(m.id): _last_form(m.string) for m in catalog}
    for key, text in (ours | {key: text[language] for key, text in pack.items()}).items():
        if key and not LISTS.search(key) and SENTENCE.search(text):
            filled = PLACEHOLDER.sub(lambda at: TYPICAL.get(at[1], ORDINARY)[position], text)
            yield key, fold_accents(filled)


def _last_form(string: str | Sequence[str] | None) -> str:
    """Of a message with a plural, that one."""
    return string if isinstance(string, str) else (string or ("",))[-1]


def played() -> Iterator[str]:
    """Every reply of the played conversations, each once, with its numbered choices."""
    seen: set[str] = set()
    for path in sorted((ROOT / "tests" / "conversations").glob("*.yml")):
        for turn in yaml.safe_load(path.read_text("utf-8"))["turns"]:
            seen.update(turn.get("enlace") or [])
    yield from sorted(seen)


def mean(counts: list[int]) -> float:
    """Segments of one message on average."""
    return fmean(counts) if counts else 0.0


def rows() -> Iterator[tuple[str, list[int]]]:
    """What the table counts: a name, and the segments of each message."""
    for language, name in zip(LANGUAGES, ("English", "Spanish"), strict=True):
        yield f"every text, {name}", [segments(text).count for _, text in texts(language)]
    yield "replies as played, both", [segments(fold_accents(text)).count for text in played()]


def main() -> None:
    """Prints the table, in Markdown."""
    print("| messages | how many | 1 segment | 2 | more | mean |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, counts in rows():
        one, two = counts.count(1), counts.count(2)
        cells = (name, len(counts), one, two, len(counts) - one - two, f"{mean(counts):.2f}")
        print(f"| {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
