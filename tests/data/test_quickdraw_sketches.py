import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.quickdraw_sketches import load_quickdraw
from sketchapp.errors import DatasetError
from tests.made_datasets import make_quickdraw, make_sketchrnn, packed_drawing


def test_drawings_come_word_by_word_with_what_the_game_found(tmp_path: Path) -> None:
    data = load_quickdraw(make_quickdraw(tmp_path / "q", {"ice cream": 4, "ant": 3}))
    assert data.categories == ("ant", "ice cream")
    assert [(s.id, s.is_recognised) for s in data][3:] == [
        ("ice cream/0", True),
        ("ice cream/1", True),
        ("ice cream/2", False),
        ("ice cream/3", True),
    ]


@pytest.mark.parametrize("name", ["full_simplified_ice cream", "full_raw_ice_cream"])
def test_browsers_put_folders_before_the_name(tmp_path: Path, name: str) -> None:
    assert load_quickdraw(make_quickdraw(tmp_path / "q", {name: 1})).categories == ("ice cream",)


def test_the_seeded_split_parts_all(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "q", {"ant": 60})
    train, val, test = ({s.id for s in load_quickdraw(folder, s)} for s in ("train", "val", "test"))
    assert not train & val and train | val == test and 0 < len(val) < 15


def test_packed_drawings(tmp_path: Path) -> None:
    (tmp_path / "ant.bin").write_bytes(packed_drawing(7, True) + packed_drawing(8, False))
    found = list(load_quickdraw(tmp_path))
    assert [(s.id, s.is_recognised) for s in found] == [("ant/7", True), ("ant/8", False)]


def test_files_of_sketchrnn_have_a_split_of_their_own(tmp_path: Path) -> None:
    make_sketchrnn(tmp_path / "sketchrnn_ant.full.npz", (3, 2, 1))
    counts = [
        len(list(load_quickdraw(tmp_path, split))) for split in ("train", "val", "test", "all")
    ]
    assert counts == [3, 2, 1, 6]
    assert [s.id for s in load_quickdraw(tmp_path, "val")] == ["ant/val-0", "ant/val-1"]


def test_folders_that_are_unclear_are_refused(tmp_path: Path) -> None:
    folder = make_quickdraw(tmp_path / "data" / "raw", {"ant": 1})
    with pytest.raises(DatasetError, match=r"no \.ndjson, \.bin, \.npz files; .*: raw"):
        load_quickdraw(folder.parent)
    shutil.copy(folder / "ant.ndjson", folder / "full_raw_ant.ndjson")
    with pytest.raises(DatasetError, match="are both of 'ant'"):
        load_quickdraw(folder)
    np.savez(folder / "ant.npz")
    with pytest.raises(DatasetError, match=r"mixes \.ndjson and \.npz"):
        load_quickdraw(folder)


def test_real_drawings_are_all_read(research_data: Path) -> None:
    for form, n_drawings in (("raw", 7631), ("simplified", 594)):
        data = load_quickdraw(research_data / "quickdraw" / form)
        counts: Counter[str] = Counter()
        for drawing in data:
            counts[drawing.category] += 1
            points = drawing.sketch.points
            assert points.min() >= 0 and points.max() <= 1
        assert counts.total() == n_drawings and counts.keys() == set(data.categories)
