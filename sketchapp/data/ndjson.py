"""Lines of an ndjson file, one at a time and none longer than a sketch may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sketchapp.errors import DatasetError, SketchError
from sketchapp.sketch import LIMITS
from sketchapp.sketch.formats.quickdraw import QuickDrawing, drawing_from_line


def offsets_of_lines(path: Path) -> Iterator[tuple[int, int]]:
    """Number, from 1, and offset in bytes of every line that is not empty."""
    with path.open("rb") as file:
        number = offset = 0
        while line := file.readline(LIMITS.bytes + 1):
            number += 1
            if len(line) > LIMITS.bytes:
                raise DatasetError(
                    f"{path.name}, line {number} has over {LIMITS.bytes:,} bytes;"
                    " an ndjson file has one drawing on each line"
                )
            if line.strip():
                yield number, offset
            offset += len(line)


def drawing_at(path: Path, number: int, offset: int) -> QuickDrawing:
    """The drawing on the line that starts at an offset; DatasetError names file and line."""
    with path.open("rb") as file:
        file.seek(offset)
        line = file.readline(LIMITS.bytes + 1)
    try:
        drawing = drawing_from_line(line)
    except SketchError as error:
        raise DatasetError(f"{path.name}, line {number}: {error}") from error
    if not drawing.sketch:
        raise DatasetError(f"{path.name}, line {number} holds no stroke; remove the line")
    return drawing
