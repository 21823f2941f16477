"""Reads a content pack from its folder and says every fault of it at once."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.errors import SetupError
from bot.services.content.marked_yaml import Document, Place, YamlError, read
from bot.services.content.pack import Content

_FILES = (
    "city",
    "answers",
    "alternatives",
    "campaigns",
    "contacts",
    "courses",
    "jobs",
    "distress",
    "licenses",
    "places",
    "reminders",
    "templates",
    "topics",
    "workshops",
)
_NAMED = ("courses", "jobs", "licenses", "topics")
"""Files whose items are known by the name they stand under."""

_FOLDERS = {"programs": ("phases", "criteria"), "surveys": ("questions",)}
"""Folders with a file for each, and what in it is known by the name it stands under."""

_MENDS = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not a known name here; correct or remove it",
    "string_pattern_mismatch": "is not a date; write 2020-12-04, 2020-12, 2020 or undated",
    "too_short": "is empty; add at least one",
}


class ContentError(SetupError):
    """Faults of a content pack, one sentence a line, each with file, line and the mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load(folder: Path) -> Content:
    """Read the pack in ``folder``, laid over the one its ``city.yml`` extends, if any.

    Raises `ContentError` with all faults.
    """
    document = _document(folder, ())
    try:
        return Content.model_validate(document.data, context=_names(document.data))
    except ValidationError as error:
        raise ContentError(
            [_fault(detail, document) for detail in error.errors(include_url=False)]
        ) from error


def _document(folder: Path, above: tuple[Path, ...]) -> Document:
    """Everything in ``folder`` as one document, with what it extends underneath."""
    if not (folder / "city.yml").is_file():
        raise ContentError([f"{folder}: there is no city.yml; set ENLACE_CONTENT to a pack"])
    own = _own(folder)
    base = own.data["city"].get("extends")
    if not isinstance(base, str):
        return own
    parent = (folder.parent / base).resolve()
    if parent in (folder.resolve(), *above):
        raise ContentError([f"{folder / 'city.yml'}: extends {base}, which extends it; drop one"])
    return own.over(_document(parent, (folder.resolve(), *above)))


def _own(folder: Path) -> Document:
    files = {(name,): folder / f"{name}.yml" for name in _FILES}
    parts = {
        (kind, path.stem): path
        for kind in _FOLDERS
        for path in sorted(folder.glob(f"{kind}/*.yml"))
    }
    document = Document(places={(): (folder, 1)})
    faults = []
    for path, file in (files | parts).items():
        if file.is_file():
            try:
                _put(document, path, read(file))
            except YamlError as error:
                faults.append(_sentence(error.place, error.sentence))
    if faults:
        raise ContentError(faults)
    return document


def _put(document: Document, path: tuple[str, ...], part: Document) -> None:
    target = document.data
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = part.data
    document.places |= {(*path, *inner): place for inner, place in part.places.items()}
    if path[0] in _NAMED:
        _give_ids(part.data)
    for kind in _FOLDERS.get(path[0], ()):
        part.data["id"] = path[-1]
        _give_ids(_mapping(part.data.get(kind)))
    if path[0] == "surveys":
        for question in _mapping(part.data.get("questions")).values():
            _give_ids(_mapping(_mapping(question).get("options")))


def _give_ids(items: dict[str, Any]) -> None:
    """A program, phase, criterion or course is known by the name it stands under."""
    for name, item in items.items():
        if isinstance(item, dict):
            item["id"] = name


def _names(data: dict[str, Any]) -> dict[str, list[str]]:
    """The names other parts may refer to."""
    names = {"languages": _mapping(data.get("city")).get("languages") or []}
    programs = [_mapping(program) for program in _mapping(data.get("programs")).values()]
    for kind in ("phases", "criteria"):
        names[kind] = [name for program in programs for name in _mapping(program.get(kind))]
    for kind in ("licenses", "topics"):
        names[kind] = list(_mapping(data.get(kind)))
    return names


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _fault(detail: ErrorDetails, document: Document) -> str:
    path = tuple(str(step) for step in detail["loc"] if step != "[key]")
    sentence = _MENDS.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    if ";" not in sentence:
        sentence = f"{sentence[:1].lower()}{sentence[1:]}; correct it"
    return _sentence(document.place(path), f"{'.'.join(path)} {sentence}")


def _sentence(place: Place | None, text: str) -> str:
    return f"{place[0]}:{place[1]}: {text}" if place else text
