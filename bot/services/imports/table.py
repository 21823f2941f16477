"""Reads a CSV file into cells, and says where a file is not one."""

import _csv
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import EnlaceError
from bot.services.imports.faults import Fault, ImportRefused

Cells = dict[str, str]
"""One row: cell by column."""

SAVE_AS = 'save it as CSV with UTF-8 (in Excel: "CSV UTF-8")'
_OTHER_FILES = {
    b"PK\x03\x04": "is a spreadsheet, not CSV",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet, not CSV",
    b"\xff\xfe": "is UTF-16 text",
    b"\xfe\xff": "is UTF-16 text",
}
"""What files begin with that are given for CSV by mistake."""
ESCAPED = ("'=", "'+", "'-", "'@")
"""How our own exports begin a cell that a spreadsheet would take for a formula."""


class Table:
    """A file's rows, with the line on which each begins."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Reads the file; raises `ImportRefused`, or `EnlaceError` where there is none."""
        self.name = path.name
        self.columns = tuple(columns)
        self._text = _text(path)
        self.lines = self._text.count("\n") + 1
        """How many lines the file has, for a progress bar."""
        self._header()

    def rows(self) -> Iterator[tuple[int, Cells | Fault]]:
        """Each row with its line; a fault where it has too few cells or too many."""
        reader = self._reader()
        header = [name.strip().lower() for name in next(reader)]
        line = reader.line_num + 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, _row(line, header, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            sentence = f'is not CSV ({error}); look for a missing or extra quotation mark (")'
            yield line, Fault(line, "", sentence)

    def _reader(self) -> _csv.Reader:
        return csv.reader(io.StringIO(self._text, newline=""), strict=True)

    def _header(self) -> None:
        try:
            header = [name.strip().lower() for name in next(self._reader(), [])]
        except csv.Error as error:
            raise self._refused(f"the names of the columns are not CSV ({error})") from error
        if not any(header):
            raise self._refused(f"has no columns; begin with a line {','.join(self.columns)}")
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(header) == 1 and separator in header[0]:
                raise self._refused(f"the cells are separated by {name}; save it with commas")
        faults = [
            *(Fault(1, name, "is missing; add it") for name in self.columns if name not in header),
            *(
                Fault(1, name or "without a name", f"is not known; the columns are {known}")
                for known in [", ".join(self.columns)]
                for name in dict.fromkeys(header)
                if name not in self.columns
            ),
            *(
                Fault(1, name, "is there more than once; keep one")
                for name in dict.fromkeys(header)
                if header.count(name) > 1
            ),
        ]
        if faults:
            raise ImportRefused(self.name, faults)

    def _refused(self, sentence: str) -> ImportRefused:
        return ImportRefused(self.name, [Fault(1, "", sentence)])


def _text(path: Path) -> str:
    if not path.is_file():
        raise EnlaceError(f"There is no file {path}: correct the name.")
    content = path.read_bytes()
    for beginning, what in _OTHER_FILES.items():
        if content.startswith(beginning):
            raise ImportRefused(path.name, [Fault(0, "", f"it {what}; {SAVE_AS}")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(line, "", f"has letters that are not UTF-8; {SAVE_AS}")
        raise ImportRefused(path.name, [fault]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ImportRefused(path.name, [Fault(line, "", f"is not text; {SAVE_AS}")])
    return text


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Cells | Fault:
    if len(cells) != len(header):
        count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        sentence = (
            f"has {count}, but there are {len(header)} columns; "
            'put a cell that contains a comma between quotation marks (")'
        )
        return Fault(line, "", sentence)
    return {name: _plain(cell) for name, cell in zip(header, cells, strict=True)}


def _plain(cell: str) -> str:
    stripped = cell.strip()
    return stripped[1:] if stripped.startswith(ESCAPED) else stripped
