import io
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data import sketchrnn
from sketchapp.data.sketchrnn import read_sketchrnn, sketch_from_stroke3
from sketchapp.errors import DatasetError, SketchError
from tests.made_datasets import STEPS, make_sketchrnn

STROKES = [[[0, 0], [0.5, 0]], [[0.5, 1], [0, 1]]]


def python_2_pickle() -> bytes:
    """An array of one array, STEPS, as Python 2 pickled it: texts and bytes are the same there."""
    made = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    plain = b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
    numbers = b"cnumpy\ndtype\nU\x02i2K\x00K\x01\x87R(K\x03U\x01<" + plain + b"K\x00tb"
    objects = b"cnumpy\ndtype\nU\x02O8K\x00K\x01\x87R(K\x03U\x01|" + plain + b"K?tb"
    data = STEPS.astype("<i2").tobytes()
    content = b"\x89U" + bytes([len(data)]) + data
    steps = made + b"(K\x01K\x04K\x03\x86" + numbers + content + b"tb"
    return b"\x80\x02" + made + b"(K\x01K\x01\x85" + objects + b"\x89](" + steps + b"etb."


def npz_of_pickle(path: Path, content: bytes, header: str = "'|O'") -> Path:
    """train.npy with this pickle behind its header."""
    text = f"{{'descr': {header}, 'fortran_order': False, 'shape': (1,), }}".ljust(117) + "\n"
    member = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + content
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("train.npy", member)
    return path


def test_steps_become_strokes() -> None:
    assert [s.points.tolist() for s in sketch_from_stroke3(STEPS).strokes] == STROKES
    assert sketch_from_stroke3(np.array([[5, 5, 1]])).points.tolist() == [[0, 0]]


@pytest.mark.parametrize("rows", [np.zeros((0, 3)), np.zeros((3, 2)), np.full((2, 3), 2)])
def test_what_are_no_steps_is_refused(rows: np.ndarray) -> None:
    with pytest.raises(SketchError):
        sketch_from_stroke3(rows)


def test_parts_are_read_as_this_python_writes_them(tmp_path: Path) -> None:
    path = make_sketchrnn(tmp_path / "a.npz", (3, 2, 1))
    assert [len(list(read_sketchrnn(path, p))) for p in ("train", "val", "test")] == [3, 2, 1]
    (sketch,) = read_sketchrnn(path, "test")
    assert [s.points.tolist() for s in sketch.strokes] == STROKES


def test_published_files_are_of_python_2(tmp_path: Path) -> None:
    content = python_2_pickle()
    (twin,) = pickle.loads(content, encoding="latin1")  # numpy reads it the same
    assert np.array_equal(twin, STEPS)
    (sketch,) = read_sketchrnn(npz_of_pickle(tmp_path / "a.npz", content), "train")
    assert [s.points.tolist() for s in sketch.strokes] == STROKES


class Harmful:
    def __reduce__(self) -> tuple:
        return (print, ("this must not run",))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pickle.dumps(Harmful()), "asks for builtins.print"),
        (pickle.dumps(np.array([Harmful(), 1], object), protocol=4), "asks for builtins.print"),
        (pickle.dumps(np.array(["a", 1], object), protocol=4), "something that is no array"),
        (pickle.dumps(STEPS, protocol=4), "does not hold an array of arrays"),
        (pickle.dumps([1]), "does not hold an array of arrays"),
        (b"\x80\x04", "it is damaged"),
    ],
)
def test_pickles_of_anything_else_are_refused(
    tmp_path: Path, content: bytes, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = npz_of_pickle(tmp_path / "a.npz", content)
    with pytest.raises(DatasetError, match=rf"a\.npz is no \.npz file of sketch-rnn: .*{sentence}"):
        next(read_sketchrnn(path, "train"))
    assert capsys.readouterr().out == ""


def test_other_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npz"
    path.write_text("no archive")
    with pytest.raises(DatasetError, match="not a zip file"):
        next(read_sketchrnn(path, "train"))
    np.savez(path, other=np.zeros(3))
    with pytest.raises(DatasetError, match=r"no train\.npy; it has: other\.npy"):
        next(read_sketchrnn(path, "train"))
    monkeypatch.setattr(sketchrnn, "MAX_PART_BYTES", 10)
    with pytest.raises(DatasetError, match=r"valid\.npy has over 10 bytes"):
        next(read_sketchrnn(make_sketchrnn(path, (1, 1, 1)), "val"))


def test_a_bad_drawing_is_named(tmp_path: Path) -> None:
    drawings = np.empty(2, object)
    drawings[:] = [STEPS, STEPS[:, :2]]
    np.savez(tmp_path / "a.npz", train=drawings)
    sketches = read_sketchrnn(tmp_path / "a.npz", "train")
    next(sketches)
    with pytest.raises(DatasetError, match=r"a\.npz, train 1: .*shape \(4, 2\)"):
        next(sketches)


def test_the_made_header_is_numpys_own() -> None:
    file = io.BytesIO()
    np.save(file, np.empty(1, object), allow_pickle=True)
    assert b"'descr': '|O', 'fortran_order': False, 'shape': (1,), }" in file.getvalue()
