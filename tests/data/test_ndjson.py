from pathlib import Path

import pytest

from sketchapp.data import ndjson
from sketchapp.data.ndjson import drawing_at, offsets_of_lines
from sketchapp.errors import DatasetError
from sketchapp.sketch.stroke import SketchLimits

LINE = '{"word": "ü", "drawing": [[[0, 255], [0, 255]]]}'


def test_lines_are_found_again_by_their_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f"{LINE}\n\n{LINE}\r\n{LINE}", encoding="utf-8")
    found = list(offsets_of_lines(path))
    assert [number for number, _ in found] == [1, 3, 4]
    for number, offset in found:
        assert drawing_at(path, number, offset).sketch.points.tolist() == [[0, 0], [1, 1]]


def test_a_line_without_end_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ndjson, "LIMITS", SketchLimits(bytes=100))
    path = tmp_path / "a.ndjson"
    path.write_text(f"{LINE}\n{' ' * 101}", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"a\.ndjson, line 2 has over 100 bytes"):
        list(offsets_of_lines(path))
