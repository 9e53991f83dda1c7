"""Quick, Draw! drawings: ndjson, one drawing a line.

Raw strokes are [[x], [y], [ms]] in screen pixels of an unknown screen; simplified ones [[x], [y]]
on 0..255. Google made the second of the first by moving the ink to the upper left corner and
scaling its longer side to 255; raw drawings are read the same way, so both land in the same place.
https://github.com/googlecreativelab/quickdraw-dataset
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.formats.bounded import bounded_bytes
from sketchapp.sketch.formats.sketch_json import numbers_of, parse_json
from sketchapp.sketch.stroke import LIMITS, Sketch, Stroke

SIMPLIFIED_SIDE = 255.0


@dataclass(frozen=True)
class QuickDrawing:
    """One drawing of the game: what was asked for, its key, whether it was recognised."""

    word: str
    key_id: str
    recognized: bool
    sketch: Sketch


def read_quickdraw(path: Path | str, limit: int | None = None) -> Iterator[QuickDrawing]:
    """The drawings of an ndjson file in order, at most `limit`; SketchError names a bad line."""
    with Path(path).open("rb") as file:
        for number, line in enumerate(islice(file, limit), start=1):
            try:
                yield drawing_from_line(line)
            except SketchError as error:
                raise SketchError(f"{Path(path).name}, line {number}: {error}") from error


def drawing_from_line(line: str | bytes) -> QuickDrawing:
    """The drawing in one line of an ndjson file."""
    record = cast(Mapping[str, Any], parse_json(line))  # the next line refuses anything else
    sketch = sketch_from_quickdraw(record)
    return QuickDrawing(
        str(record.get("word", "")),
        str(record.get("key_id", "")),
        bool(record.get("recognized", False)),
        sketch,
    )


def sketch_from_quickdraw_file(text: str | bytes) -> Sketch:
    """The first drawing of an uploaded ndjson text."""
    lines = bounded_bytes(text).strip().splitlines()
    if not lines:
        raise SketchError("the file is empty; a Quick, Draw! file has one drawing on each line")
    return drawing_from_line(lines[0]).sketch


def sketch_from_quickdraw(record: object) -> Sketch:
    """The sketch of one parsed record, raw or simplified; strokes are numbered from 0.

    Raw times are counted from the earliest one. Raises SketchError where the record is malformed.
    """
    drawing = record.get("drawing") if isinstance(record, Mapping) else None
    if not isinstance(drawing, list):
        raise SketchError('a Quick, Draw! record needs a list "drawing" of strokes')
    if len(drawing) > LIMITS.strokes:
        raise SketchError(f"the drawing has {len(drawing)} strokes; {LIMITS.strokes} are allowed")
    strokes = [_rows_of_stroke(number, stroke) for number, stroke in enumerate(drawing)]
    heights = {len(rows) for rows in strokes}
    if len(heights) > 1:
        raise SketchError("some strokes of the drawing have times and some have none")
    if not strokes:
        return Sketch()
    if heights == {2}:
        return Sketch.from_polylines([rows.T / SIMPLIFIED_SIDE for rows in strokes])
    return _sketch_of_raw(strokes)


def sketch_to_quickdraw(sketch: Sketch, word: str) -> str:
    """One line of raw ndjson, with times, on a canvas 255 px wide.

    The form has no canvas: what is read back has its ink in the upper left corner, longer side 1.
    Ids and pressures are not carried.
    """
    drawing: list[Any] = [
        [*(stroke.points.T * SIMPLIFIED_SIDE).tolist(), stroke.time_ms.tolist()]
        for stroke in sketch.strokes
    ]
    record = {"word": word, "recognized": False, "key_id": "", "drawing": drawing}
    return orjson.dumps(record).decode()


def _rows_of_stroke(number: int, given: object) -> NDArray[np.float64]:
    """x, y and maybe ms as rows (2 or 3, n)."""
    if not isinstance(given, list) or len(given) not in (2, 3):
        raise SketchError(f"stroke {number} is not [[x], [y]] or [[x], [y], [ms]]")
    rows = [numbers_of(f"stroke {number}", row) for row in given]
    if len({len(row) for row in rows}) > 1 or not len(rows[0]):
        counts = [len(row) for row in rows]
        raise SketchError(f"stroke {number} has rows of {counts} values; equal, not 0, are allowed")
    return np.stack(rows)


def _sketch_of_raw(strokes: list[NDArray[np.float64]]) -> Sketch:
    rows = np.concatenate(strokes, axis=1)
    low, high = rows.min(1), rows.max(1)
    with np.errstate(over="ignore", invalid="ignore"):  # not finite: Stroke refuses it below
        side_px = float((high - low)[:2].max())
        scale = np.array([side_px, side_px, 1.0]) if side_px > 0 else np.ones(3)
        placed = [((stroke - low[:, None]) / scale[:, None]).T for stroke in strokes]
    return Sketch(tuple(Stroke(i, p[:, :2], p[:, 2]) for i, p in enumerate(placed)))
