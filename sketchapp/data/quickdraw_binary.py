"""Quick, Draw! drawings in the packed form: simplified strokes, a byte for every coordinate.

A drawing is a little-endian header (key, country, recognised, time, number of strokes), then for
each stroke its number of points, all x, all y.
https://github.com/googlecreativelab/quickdraw-dataset, "Binary files"
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import DatasetError, SketchError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats.quickdraw import SIMPLIFIED_SIDE, QuickDrawing

HEADER = struct.Struct("<Q2sbIH")
COUNT = struct.Struct("<H")


def read_quickdraw_binary(path: Path) -> Iterator[QuickDrawing]:
    """The drawings of a .bin file in order; DatasetError names the one that is damaged.

    The word stands in the file's name only, so that of the drawings is empty.
    """
    with path.open("rb") as file:
        number = 0
        while header := file.read(HEADER.size):
            number += 1
            try:
                yield _drawing(header, file)
            except (SketchError, struct.error, EOFError) as error:
                raise DatasetError(
                    f"{path.name}, drawing {number} cannot be read: {error}; load the file again"
                ) from error


def _drawing(header: bytes, file: BinaryIO) -> QuickDrawing:
    key, _, recognised, _, n_strokes = HEADER.unpack(header)
    if not 1 <= n_strokes <= LIMITS.strokes:
        raise SketchError(f"it has {n_strokes} strokes; 1 to {LIMITS.strokes} are allowed")
    sketch = Sketch.from_polylines([_stroke(file) for _ in range(n_strokes)])
    return QuickDrawing("", str(key), bool(recognised), sketch)


def _stroke(file: BinaryIO) -> NDArray[np.float64]:
    """Points (n, 2)."""
    (count,) = COUNT.unpack(file.read(COUNT.size))
    data = file.read(2 * count)
    if len(data) < 2 * count:
        raise EOFError("the file ends in the middle of a stroke")
    return np.frombuffer(data, np.uint8).reshape(2, count).T / SIMPLIFIED_SIDE
