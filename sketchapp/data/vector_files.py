"""One vector sketch in one file of a dataset, checked before it is read."""

from __future__ import annotations

import re
from pathlib import Path

from sketchapp.errors import DatasetError, SketchError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats import format_of_file_name, read_sketch

# without a part in brackets, in which entities would be declared: the reader refuses those
PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg\b[^\[<>]*>")
RECTANGLE = re.compile(rb"<rect\b[^<>]*/>|<rect\b[^<>]*>\s*</rect\s*>")
SVG_END = b"</svg>"
TAIL_BYTES = 256


def read_sketch_file(path: Path) -> Sketch:
    """The sketch in a .json or .svg file, or the first one of an .ndjson file.

    Raises DatasetError, naming the file, where it is too long, holds no sketch or no stroke.
    """
    return _sketch(path, PLAIN_DOCTYPE.sub(b"", _content(path), count=1))


def read_drawn_svg(path: Path) -> Sketch:
    """The sketch in an SVG of a published collection of drawings: rectangles are paper, not ink.

    Raises DatasetError like `read_sketch_file`.
    """
    content = PLAIN_DOCTYPE.sub(b"", _content(path), count=1)
    return _sketch(path, RECTANGLE.sub(b"", content))


def is_cut_off(path: Path) -> bool:
    """Whether an SVG file is empty or lacks its end; reads no more than the last few bytes."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return SVG_END not in file.read()


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMITS.bytes:
            raise DatasetError(
                f"{_short(path)} has {size:,} bytes; a sketch has at most {LIMITS.bytes:,}"
            )
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{_short(path)} cannot be read: {error.strerror}") from error


def _sketch(path: Path, content: bytes) -> Sketch:
    try:
        sketch = read_sketch(content, format_of_file_name(path.name))
    except SketchError as error:
        raise DatasetError(f"{_short(path)}: {error}") from error
    if not sketch:
        raise DatasetError(f"{_short(path)} holds no stroke; remove it or draw it again")
    return sketch


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
