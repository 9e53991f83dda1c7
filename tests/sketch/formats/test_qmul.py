from __future__ import annotations

import os
import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sketchapp.errors import SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats import qmul
from sketchapp.sketch.formats.qmul import read_qmul_coordinates, write_qmul_coordinates
from tests.degenerate import DEGENERATE
from tests.sketch.drawn import polylines, sketches

ROWS = np.array([[64.0, 128, 0], [128, 128, 1], [32, 16, 0], [32, 32.5, 0], [0, 256, 1]])


def written(path: Path, content: Any, protocol: int = 3) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else pickle.dumps(content, protocol))
    return path


@pytest.mark.parametrize("protocol", range(6))
def test_reads_the_published_layout_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    arrays = {"/train/b_1": ROWS, "/test/a_2": np.asfortranarray(ROWS), "f4": ROWS.astype(">f4")}
    found = read_qmul_coordinates(written(tmp_path / "c", arrays, protocol))
    assert list(found) == list(arrays)
    for sketch in found.values():
        assert polylines(sketch) == [
            [[0.25, 0.5], [0.5, 0.5]],
            [[0.125, 0.0625], [0.125, 32.5 / 256], [0, 1]],
        ]


def test_the_last_stroke_may_lack_its_mark(tmp_path: Path) -> None:
    rows = ROWS.copy()
    rows[-1, 2] = 0
    found = read_qmul_coordinates(written(tmp_path / "c", {"a": rows, "b": ROWS}))
    assert found["a"] == found["b"]


@given(sketches())
@settings(max_examples=50, deadline=None)
def test_round_trip_is_exact(tmp_path_factory: pytest.TempPathFactory, sketch: Sketch) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip"
    write_qmul_coordinates({"/train/a_1": sketch}, path)
    assert polylines(read_qmul_coordinates(path)["/train/a_1"]) == polylines(sketch)


def test_degenerate_sketches_come_back(tmp_path: Path) -> None:
    write_qmul_coordinates(DEGENERATE, tmp_path / "c")
    found = read_qmul_coordinates(tmp_path / "c")
    assert {k: polylines(s) for k, s in found.items()} == {
        k: polylines(s) for k, s in DEGENERATE.items()
    }


class Calls:
    """Pickles as a call."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


@pytest.mark.parametrize("protocol", range(6))
def test_nothing_of_a_malicious_pickle_runs(tmp_path: Path, protocol: int) -> None:
    trace = tmp_path / "was_here"
    for call in (
        Calls(os.system, f"touch {trace}"),
        Calls(eval, f"open({str(trace)!r}, 'w')"),
        Calls(getattr, os, "system"),
        Calls(np.save, str(trace), ROWS),
    ):
        if call.call[0] is getattr:
            content = b"cbuiltins\ngetattr\n(cos\nenviron\nVsystem\ntR."
        else:
            content = pickle.dumps({"/train/a_1": ROWS, "/train/a_2": call}, protocol)
        with pytest.raises(SketchError, match="only numpy arrays are read"):
            read_qmul_coordinates(written(tmp_path / "c", content))
    assert not trace.exists()
    pickle.loads(pickle.dumps(Calls(os.system, f"touch {trace}")))
    assert trace.exists(), "the attack of this test does not work, so it proves nothing"


def test_stand_ins_cannot_be_changed(tmp_path: Path) -> None:
    change = b"cnumpy\nndarray\n(N}Vvalues\nI5\nstb."  # BUILD: set an attribute of the class
    before = dict(vars(qmul._NumpyArray))
    with pytest.raises(SketchError):
        read_qmul_coordinates(written(tmp_path / "c", change))
    assert dict(vars(qmul._NumpyArray)) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a readable pickle"),
        (b"nonsense", "not a readable pickle"),
        (pickle.dumps({"a": ROWS})[:-40], "not a readable pickle"),
        ([1, 2], "does not hold a dictionary"),
        ({"a": [1, 2]}, "'a' is not a name with an array"),
        ({5: ROWS}, "5 is not a name with an array"),
        ({"a": ROWS[:, :2]}, r"a: the array has shape \(5, 2\); \(n, 3\)"),
        ({"a": ROWS[0]}, r"shape \(3,\)"),
        ({"a": ROWS * 2}, "a: the third column"),
        ({"a": ROWS * [100, 1, 1]}, "a: stroke 0: points reach from"),
        ({"a": ROWS * [np.nan, 1, 1]}, "a: stroke 0: points are not all finite"),
        ({"a": ROWS.astype(object)}, "array of 'O8'; allowed are"),
        ({"a": np.zeros((2, 3), "datetime64[s]")}, "array of 'M8'"),
        ({"a": np.zeros(2, [("x", "f8"), ("y", "f8")])}, "array of 'V16'"),
        ({"a": np.ma.masked_array(ROWS)}, "only numpy arrays are read"),
        (b"cnumpy\nndarray\n((I1000000000\nI1000000000\nttR.", "in an unusual way"),
        (b"cnumpy\ndtype\n(Vf8\ntR(I3\nV<\nN(Vx\ntNI-1\nI-1\nI0\ntb.", "fields"),
        (b"\x80\x03Nr" + struct.pack("<I", 2**32 - 1) + b".", "more memory than its content"),
        (b"c_codecs\nencode\n(Vabc\nVzip\ntR.", "encoding 'zip'"),
    ],
)
def test_refuses(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        read_qmul_coordinates(written(tmp_path / "c", content))


def test_refuses_a_missing_and_a_huge_file(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match="absent not found"):
        read_qmul_coordinates(tmp_path / "absent")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(qmul.MAX_FILE_BYTES + 1)
    with pytest.raises(SketchError, match="no such file is known"):
        read_qmul_coordinates(tmp_path / "huge")


def test_the_real_file_comes_back_unchanged(research_data: Path, tmp_path: Path) -> None:
    path = research_data / "ChairV2" / "ChairV2_Coordinate"
    found = read_qmul_coordinates(path)
    assert len(found) == 952
    assert len({key.rsplit("_", 1)[0] for key in found}) == 300
    write_qmul_coordinates(found, tmp_path / "again")
    published, again = (pickle.loads(p.read_bytes()) for p in (path, tmp_path / "again"))
    assert list(published) == list(again)
    assert all(np.array_equal(published[key], again[key]) for key in published)
