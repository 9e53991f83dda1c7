"""Quick, Draw! drawings in the .npz form of sketch-rnn: train, valid and test as stroke-3.

Each part is an array of arrays (n, 3): steps x, y from the point before, and 1 where the pen is
lifted behind the point. numpy keeps arrays of arrays as a pickle, which is read here by stand-ins
that make nothing but numbers. https://arxiv.org/abs/1704.03477
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from sketchapp.data.dataset import Split
from sketchapp.errors import DatasetError, SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import ArrayUnpickler, PickledArray, PickledDtype, check_memo

PARTS: dict[Split, str] = {"train": "train", "val": "valid", "test": "test"}
MAX_PART_BYTES = 512_000_000  # the largest published part has 100 MB
OBJECTS = ("O8", "O", "|O")


def read_sketchrnn(path: Path, part: Split) -> Iterator[Sketch]:
    """The sketches of one part, the ink's longer side 1; DatasetError names the file at fault."""
    try:
        drawings = _drawings(path, PARTS[part])
    except (SketchError, zipfile.BadZipFile, OSError) as error:
        raise DatasetError(f"{path.name} is no .npz file of sketch-rnn: {error}") from error
    for number, rows in enumerate(drawings):
        try:
            yield sketch_from_stroke3(rows)
        except SketchError as error:
            raise DatasetError(f"{path.name}, {PARTS[part]} {number}: {error}") from error


def sketch_from_stroke3(rows: NDArray[np.float64]) -> Sketch:
    """The sketch of steps (n, 3), moved to the upper left corner, its longer side 1.

    Raises SketchError where the rows are none.
    """
    if rows.ndim != 2 or rows.shape[1] != 3 or not len(rows):
        raise SketchError(f"the array has shape {rows.shape}; (n, 3), n >= 1, is needed")
    if not (np.isfinite(rows).all() and np.isin(rows[:, 2], (0, 1)).all()):
        raise SketchError("the third column must be 1 where the pen is lifted, else 0")
    points = np.cumsum(rows[:, :2], axis=0)
    points -= points.min(axis=0)
    lifted = np.flatnonzero(rows[:-1, 2])
    return Sketch.from_polylines(np.split(points / max(points.max(), 1e-9), lifted + 1))


def _drawings(path: Path, part: str) -> list[NDArray[np.float64]]:
    with zipfile.ZipFile(path) as archive:
        name = f"{part}.npy"
        if name not in archive.namelist():
            raise SketchError(f"it has no {name}; it has: {', '.join(archive.namelist()[:5])}")
        if archive.getinfo(name).file_size > MAX_PART_BYTES:
            raise SketchError(f"{name} has over {MAX_PART_BYTES:,} bytes; no such file is known")
        with archive.open(name) as file:
            return _arrays(cast(BinaryIO, file))


def _arrays(file: BinaryIO) -> list[NDArray[np.float64]]:
    """The arrays of an array of arrays, as Python 2 or 3 wrote it."""
    try:
        npy.read_magic(file)
        npy.read_array_header_1_0(file)
        content = file.read()
        check_memo(content)
        found = _ArrayOfArraysUnpickler(io.BytesIO(content), encoding="latin1").load()
    except SketchError:
        raise
    except Exception as error:  # a damaged pickle can fail in any way
        raise SketchError(f"it is damaged: {error}") from error
    if not isinstance(found, _ArrayOfArrays) or found.items is None:
        raise SketchError("it does not hold an array of arrays")
    return [item.values for item in found.items]


class _ObjectDtype(PickledDtype):
    """Stands for numpy.dtype: plain numbers, or whatever else an array holds."""

    def __init__(self, code: str, *_: object) -> None:
        self.is_of_objects = code in OBJECTS
        super().__init__("i1" if self.is_of_objects else code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        if not self.is_of_objects:
            super().__setstate__(state)


class _ArrayOfArrays(PickledArray):
    """Stands for numpy's _reconstruct: an array of numbers, or of such arrays."""

    items: list[PickledArray] | None = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        version, shape, dtype, by_columns, data = state
        if isinstance(data, str):  # bytes, as Python 2 wrote them
            data = data.encode("latin1")
        if not (isinstance(dtype, _ObjectDtype) and dtype.is_of_objects):
            super().__setstate__((version, shape, dtype, by_columns, data))
        elif isinstance(data, list) and all(isinstance(item, PickledArray) for item in data):
            self.items = data
        else:
            raise SketchError("the array holds something that is no array")


class _ArrayOfArraysUnpickler(ArrayUnpickler):
    """Finds the stand-ins above and those for a plain array, and nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> type:
        found = super().find_class(module_name, global_name)
        return {PickledDtype: _ObjectDtype, PickledArray: _ArrayOfArrays}.get(found, found)
