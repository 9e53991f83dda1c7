"""The coordinate pickle in which QMUL-ChairV2 and -ShoeV2 reach a user, read without its dangers.

The file is a pickled dictionary {"/train/<photo id>_<k>": (n, 3)}: absolute x, y on a canvas of 256
px, and 1 in the third column at the last point of each stroke; rows are in drawing order. A pickle
can call anything that its reader can find, so the reader below finds nothing but the stand-ins of
this file: no code of the pickle's choosing runs, numpy's included.
"""

from __future__ import annotations

import io
import math
import pickle
import pickletools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.errors import SketchError
from sketchapp.sketch.stroke import Sketch

CANVAS_PX = 256.0  # a power of two: dividing by it loses nothing
MAX_FILE_BYTES = 64_000_000  # the published files have 4 MB
PROTOCOL = 3  # of the published files
PLAIN_TYPES = ("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")


def read_qmul_coordinates(path: Path | str) -> dict[str, Sketch]:
    """The sketches of a coordinate file by its own keys, in its order, strokes numbered from 0.

    Raises SketchError where the file holds anything but such a dictionary.
    """
    path = Path(path)
    if not path.is_file():
        raise SketchError(f"{path.name} not found; a QMUL coordinate file is needed")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise SketchError(
            f"{path.name} is over {MAX_FILE_BYTES:,} bytes long; no such file is known"
        )
    found = _load(path.name, path.read_bytes())
    if not isinstance(found, dict):
        raise SketchError(f"{path.name} does not hold a dictionary of coordinate arrays")
    return {str(key): _sketch(key, rows) for key, rows in found.items()}


def write_qmul_coordinates(sketches: Mapping[str, Sketch], path: Path | str) -> None:
    """Write sketches in the published layout; ids, times and pressures are not carried."""
    rows = {key: _rows(sketch) for key, sketch in sketches.items()}
    Path(path).write_bytes(pickle.dumps(rows, protocol=PROTOCOL))


def _sketch(key: object, found: object) -> Sketch:
    if not isinstance(key, str) or not isinstance(found, PickledArray):
        raise SketchError(f"the entry {key!r} is not a name with an array")
    rows = found.values
    if rows.ndim != 2 or rows.shape[-1] != 3:
        raise SketchError(f"{key}: the array has shape {rows.shape}; (n, 3) is needed")
    if not np.isin(rows[:, 2], (0, 1)).all():
        raise SketchError(f"{key}: the third column must be 1 at a stroke's last point, else 0")
    if not len(rows):
        return Sketch()
    lifted = np.flatnonzero(rows[:-1, 2])
    try:
        return Sketch.from_polylines(np.split(rows[:, :2] / CANVAS_PX, lifted + 1))
    except SketchError as error:
        raise SketchError(f"{key}: {error}") from error


def _rows(sketch: Sketch) -> NDArray[np.float64]:
    rows = np.zeros((sketch.n_points, 3))
    rows[:, :2] = sketch.points * CANVAS_PX
    rows[sketch.stroke_starts[1:] - 1, 2] = 1
    return rows


def _load(name: str, data: bytes) -> object:
    try:
        check_memo(data)
        return ArrayUnpickler(io.BytesIO(data)).load()
    except SketchError as error:
        raise SketchError(f"{name}: {error}") from error
    except Exception as error:  # a damaged pickle can fail in any way
        raise SketchError(f"{name} is not a readable pickle of arrays: {error}") from error


def check_memo(data: bytes) -> None:
    """Refuse memo numbers that no honest file has: the unpickler reserves memory up to them."""
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name == "LONG_BINPUT" and argument is not None and argument > len(data):
            raise SketchError("the pickle asks for more memory than its content needs")


class _Inert:
    """A stand-in whose class cannot be changed by a pickle: the state of a class goes nowhere."""

    def __setstate__(self, state: object) -> None:
        raise SketchError("the pickle sets a state where none belongs")


class _NumpyArray(_Inert):
    """Stands for the class numpy.ndarray; is only ever named, never made."""

    def __init__(self, *_: object) -> None:
        raise SketchError("the pickle makes an array in an unusual way")


class _Latin1(bytes):
    """Stands for _codecs.encode, by which old protocols write bytes."""

    def __new__(cls, text: str, encoding: str) -> _Latin1:
        if encoding != "latin1":
            raise SketchError(f"the pickle asks for the encoding {encoding!r}")
        return super().__new__(cls, text.encode("latin1"))

    def __setstate__(self, state: object) -> None:
        raise SketchError("the pickle sets a state where none belongs")


class PickledDtype:
    """Stands for numpy.dtype: plain numbers only."""

    def __init__(self, code: str, *_: object) -> None:
        if code not in PLAIN_TYPES:
            raise SketchError(f"the pickle holds an array of {code!r}; allowed are {PLAIN_TYPES}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1]
        if order not in ("<", ">", "|") or any(part is not None for part in state[2:5]):
            raise SketchError("the pickle holds an array with fields; plain numbers are allowed")
        self.dtype = self.dtype.newbyteorder(order)


class PickledArray:
    """Stands for numpy's _reconstruct: an array whose content comes with its state."""

    def __init__(self, kind: object, *_: object) -> None:
        if kind is not _NumpyArray:
            raise SketchError("the pickle holds an array that is none of numpy's own")
        self.values = np.zeros(0)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, dtype, by_columns, data = state
        self.values = _values(data, dtype, shape, "F" if by_columns else "C")


class _ArrayFromBuffer(PickledArray):
    """Stands for numpy's _frombuffer, by which protocol 5 writes arrays."""

    def __init__(self, data: object, dtype: object, shape: object, order: str, *_: object) -> None:
        self.values = _values(data, dtype, shape, order)


def _values(data: object, dtype: object, shape: object, order: str) -> NDArray[np.float64]:
    if not isinstance(dtype, PickledDtype) or not isinstance(data, (bytes, bytearray)):
        raise SketchError("the pickle holds an array that is not made of plain numbers")
    if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape):
        raise SketchError("the pickle holds an array without a proper shape")
    if math.prod(shape) * dtype.dtype.itemsize != len(data):
        raise SketchError("the pickle holds an array whose content does not fill its shape")
    values = np.frombuffer(data, dtype.dtype).reshape(shape, order="F" if order == "F" else "C")
    return values.astype(np.float64)


_STAND_INS: dict[tuple[str, str], type] = {
    ("numpy", "ndarray"): _NumpyArray,
    ("numpy", "dtype"): PickledDtype,
    ("_codecs", "encode"): _Latin1,
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,
    ("numpy.core.numeric", "_frombuffer"): _ArrayFromBuffer,
    ("numpy._core.numeric", "_frombuffer"): _ArrayFromBuffer,
}


class ArrayUnpickler(pickle.Unpickler):
    """Finds the stand-ins above and nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> type:
        try:
            return _STAND_INS[module_name, global_name]
        except KeyError:
            raise SketchError(
                f"the pickle asks for {module_name}.{global_name}; only numpy arrays are read."
                " Do not trust this file"
            ) from None
