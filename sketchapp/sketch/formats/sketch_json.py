"""The program's own format, which the canvas in the browser speaks too: JSON without loss.

    {"version": 1, "strokes": [{"id": 0, "x": [...], "y": [...], "t": [...], "p": [...],
                                "kind": "mouse"}]}

x, y in the unit square, t in ms since the first point of the sketch, p the pressure 0..1, kind the
pointer. t, p and kind may be missing. Further keys beside "strokes" are ignored, so that a message
may carry a sketch; an unknown key in a stroke is refused, since a misspelt "t" would be lost
without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.formats.bounded import bounded_bytes
from sketchapp.sketch.stroke import LIMITS, Sketch, Stroke

VERSION = 1
STROKE_KEYS = ("id", "x", "y", "t", "p", "kind")


def sketch_from_json(text: str | bytes) -> Sketch:
    """The sketch in a JSON text; SketchError where it is not one, or is outside LIMITS."""
    return sketch_from_document(parse_json(text))


def sketch_to_json(sketch: Sketch) -> str:
    """The sketch as one line of JSON; reading it back gives an equal sketch."""
    return orjson.dumps(document_of_sketch(sketch)).decode()


def parse_json(text: str | bytes) -> object:
    """The value of a JSON text of at most LIMITS.bytes, finite numbers only, depth bounded."""
    try:
        return orjson.loads(bounded_bytes(text))
    except orjson.JSONDecodeError as error:
        raise SketchError(f"the text is not valid JSON: {error}") from error


def sketch_from_document(document: object) -> Sketch:
    """The sketch in an already parsed document (see the module); SketchError where it is none."""
    fields = _as_object("the sketch", document)
    if fields.get("version") != VERSION:
        raise SketchError(
            f"the sketch has version {_quoted(fields.get('version'))}; {VERSION} can be read"
        )
    strokes = _as_list('"strokes"', fields.get("strokes"))
    if len(strokes) > LIMITS.strokes:
        raise SketchError(f"the sketch has {len(strokes)} strokes; {LIMITS.strokes} are allowed")
    return Sketch(tuple(_stroke(number, stroke) for number, stroke in enumerate(strokes)))


def document_of_sketch(sketch: Sketch) -> dict[str, object]:
    """The document of a sketch (see the module), made of plain lists and numbers."""
    return {"version": VERSION, "strokes": [_document_of_stroke(s) for s in sketch.strokes]}


def _document_of_stroke(stroke: Stroke) -> dict[str, object]:
    return {
        "id": int(stroke.id),
        "x": stroke.points[:, 0].tolist(),
        "y": stroke.points[:, 1].tolist(),
        "t": stroke.time_ms.tolist(),
        "p": stroke.pressure.tolist(),
        "kind": stroke.pointer,
    }


def _stroke(number: int, given: object) -> Stroke:
    what = f"stroke number {number}"
    fields = _as_object(what, given)
    unknown = sorted(set(fields) - set(STROKE_KEYS))
    if unknown:
        raise SketchError(f"{what} has unknown keys {unknown[:5]}; allowed are {STROKE_KEYS}")
    x = numbers_of(f'{what}, "x"', fields.get("x"))
    y = numbers_of(f'{what}, "y"', fields.get("y"))
    if len(x) != len(y):
        raise SketchError(f"{what} has {len(x)} x and {len(y)} y; lengths must be equal")
    time_ms, pressure = (
        None if fields.get(key) is None else numbers_of(f'{what}, "{key}"', fields[key])
        for key in ("t", "p")
    )
    pointer = fields.get("kind", "api")
    return Stroke(fields.get("id"), np.stack([x, y], 1), time_ms, pressure, pointer)  # type: ignore[arg-type]


def numbers_of(what: str, given: object) -> NDArray[np.float64]:
    """A list of JSON numbers as float64 (n,); SketchError for anything else, true and null too."""
    values = _as_list(what, given)
    if not all(type(value) in (int, float) for value in values):
        raise SketchError(f"{what} holds something that is not a number")
    try:
        return np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise SketchError(f"{what} holds a number that is too large") from error


def _as_object(what: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SketchError(f"{what} is {_quoted(given)}; a JSON object is needed")
    return given


def _as_list(what: str, given: object) -> list[object]:
    if not isinstance(given, list):
        raise SketchError(f"{what} is {_quoted(given)}; a JSON list is needed")
    return given


def _quoted(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 40 else f"{text[:40]}..."
