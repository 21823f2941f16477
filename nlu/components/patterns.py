"""What has a form of its own (ZIP, e-mail, reference) and what a word may stand for (a day, a number …)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.text import plain


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Something found in a message: where it stands and what it is."""

    start: int
    end: int
    entity: str
    confidence: float = 1.0


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE = re.compile(
    r"(?<![\w-])(?:[a-z]{2,4}(?:-|\s-\s)?\d{4,8}|cc[ #.]{1,2}\d{4,8})(?![\w-])", re.IGNORECASE
)
_ZIP = re.compile(r"(?<![\w$.,#-])\d{5}(?![\w]|-\d|[.,]\d)")
_ZIP_DENIED = re.compile(r"\b(?:not?|isnt|isn't|no es|no era)\s+$", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:reference|ref|application|app|case|folio|referencia|solicitud|caso|confirmation|"
                       r"number|numero|número|num|no\.?)\W{1,3}(?:(?:number|num|no|numero|número|is|es|de|el|my)\W{1,3})*$",
                       re.IGNORECASE)  # fmt: skip
_CHOICE = re.compile(r"\s*(#\s?\d{1,2}|\d{1,2})\s*[.)!]*\s*")


def exact(text: str) -> list[Span]:
    """What the form alone tells, whatever stands around it."""
    if lone := _CHOICE.fullmatch(text):
        return [Span(*lone.span(1), "option")]
    found = [Span(*m.span(), "email") for m in _EMAIL.finditer(text)]
    for match in _REFERENCE.finditer(text):
        if not _overlaps(match.span(), found):
            found.append(Span(*match.span(), "reference"))
    zips = [m for m in _ZIP.finditer(text) if not _overlaps(m.span(), found)]
    kept = [m for m in zips if not _ZIP_DENIED.search(text[: m.start()])] if len(zips) > 1 else zips
    for match in kept or zips:
        kind = "reference" if _NUMBERED.search(text[: match.start()]) else "zip_code"
        found.append(Span(*match.span(), kind))
    return sorted(found)


def _overlaps(span: tuple[int, int], others: list[Span]) -> bool:
    return any(span[0] < o.end and o.start < span[1] for o in others)


def merged(certain: list[Span], likely: list[Span]) -> list[Span]:
    """All that is certain, and of what is likely whatever does not stand in its way."""
    kinds = {"zip_code", "email"}
    free = [s for s in likely if s.entity not in kinds and not _overlaps((s.start, s.end), certain)]
    return sorted([*certain, *free])


def _set(listed: str) -> frozenset[str]:
    return frozenset(plain(listed).split())


# Closed classes of words, by the even spelling of `text.plain`: hints for the sequence model, no verdicts.
WORD_KINDS: dict[str, frozenset[str]] = {
    "weekday": _set(
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri "
        "sat sun saturdays sundays mondays tuesdays wednesdays thursdays fridays lunes martes miercoles "
        "jueves viernes sabado sabados domingo domingos mier juev vier sab dom wensday wednsday tuseday "
        "saterday miercole"
    ),
    "month": _set(
        "january february march april may june july august september october november december jan feb mar "
        "apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre "
        "setiembre octubre noviembre diciembre ene abr ago dic"
    ),
    "relative": _set(
        "today tomorrow yesterday tonight tmrw tmr 2day tomorow hoy manana ayer anoche pasado antier weekend "
        "week semana finde next this coming proximo proxima que entra viene siguiente"
    ),
    "daypart": _set(
        "morning afternoon evening night noon midday midnight mornings afternoons evenings nights manana "
        "mananas tarde tardes noche noches mediodia medianoche am pm oclock madrugada tardecita"
    ),
    "number": _set(
        "one two three four five six seven eight nine ten eleven twelve uno una un dos tres cuatro cinco seis "
        "siete ocho nueve diez once doce both ambos couple pair par"
    ),
    "ordinal": _set(
        "first second third fourth fifth last 1st 2nd 3rd 4th 5th primero primera primer segundo segunda "
        "tercero tercera tercer cuarto cuarta quinto quinta ultimo ultima 1ra 2da 3ra 1ro 2do 3ro 1era other "
        "otro otra middle medio"
    ),
    "person": _set(
        "kids kid children child son sons daughter daughters boys girls boy girl people persons person "
        "students family grandkids nephews nieces adults seats spots ninos nino ninas nina hijos hijo hijas "
        "hija personas persona nietos nieto nietas chamacos familiares adultos lugares cupos estudiantes "
        "sobrinos chicos chavos huercos us nosotros nosotras somos"
    ),
    "grade": _set(
        "grade grader grado kinder kindergarten prek pre-k freshman sophomore junior senior th year years "
        "anos old meses months dollars dolares pesos bucks"
    ),
    "language": _set(
        "english spanish polish chinese mandarin cantonese arabic french ukrainian tagalog urdu hindi creole "
        "portuguese vietnamese korean german italian russian ingles espanol polaco chino mandarin arabe "
        "frances ucraniano portugues creol espanish englis inglish spanglish castellano espaniol espanol"
    ),
    "school": _set(
        "school elementary academy high hs charter prep preparatory middle magnet college escuela primaria "
        "secundaria preparatoria academia elem ms kinder colegio"
    ),
    "attends": _set(
        "attend attends goes go going at in to de va van asiste asisten estudia estudian"
    ),
    "naming": _set(
        "name names is soy llamo llama nombre im called spelled apellido firma atte sincerely"
    ),
}
_OF: dict[str, list[str]] = {}
for _kind, _members in WORD_KINDS.items():
    for _member in _members:
        _OF.setdefault(_member, []).append(_kind)


def kinds(norm: str) -> list[str]:
    """The classes a word belongs to."""
    return _OF.get(norm, [])
