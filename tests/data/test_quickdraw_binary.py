from pathlib import Path

import pytest

from sketchapp.data.quickdraw_binary import read_quickdraw_binary
from sketchapp.errors import DatasetError
from tests.made_datasets import STROKES, packed_drawing


def test_drawings_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(packed_drawing(2**63, True) + packed_drawing(5, False, STROKES[1:]))
    first, second = read_quickdraw_binary(path)
    assert (first.key_id, first.recognized) == (str(2**63), True)
    assert [s.points.tolist() for s in first.sketch.strokes] == [
        [[0, 0], [1, 0], [0, 1]],
        [[0.2, 0.4]],
    ]
    assert (second.key_id, second.recognized, len(second.sketch)) == ("5", False, 1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed_drawing(1, True)[:-1], "ends in the middle of a stroke"),
        (packed_drawing(1, True)[:18], "requires a buffer"),
        (packed_drawing(1, True)[:5], "requires a buffer"),
        (packed_drawing(1, True, ()), "0 strokes"),
        (packed_drawing(1, True, STROKES * 300), "600 strokes"),
        (packed_drawing(1, True, (([], []),)), "shape"),
    ],
)
def test_damaged_drawings_are_named(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(packed_drawing(1, True) + data)
    drawings = read_quickdraw_binary(path)
    next(drawings)
    with pytest.raises(DatasetError, match=rf"a\.bin, drawing 2 cannot be read: .*{sentence}"):
        next(drawings)
