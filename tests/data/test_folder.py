from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.folder import load_folder
from sketchapp.errors import DatasetError
from tests.made_datasets import draw_photo, make_folder, outline, svg_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "mine")


def test_every_form_is_paired_by_name(folder: Path) -> None:
    data = load_folder(folder)
    assert data.name == "folder mine"
    assert [photo.id for photo in data.photos] == ["item0", "item1", "item2", "item3"]
    assert [(pair.id, pair.photo_id) for pair in data.pairs] == [
        ("item0.svg", "item0"),
        ("item1-1.json", "item1"),
        ("item2_2.ndjson:1", "item2"),
        ("item2_2.ndjson:2", "item2"),
    ]
    for pair in data.pairs:
        assert pair.sketch is not None and pair.is_vector
        assert np.array_equal(pair.lines.points, pair.sketch.points)


def test_a_photo_of_just_that_name_comes_first(folder: Path) -> None:
    draw_photo(folder / "photo" / "item1-1.jpg", outline(np.random.default_rng(1)))
    (pair,) = (pair for pair in load_folder(folder).pairs if pair.id == "item1-1.json")
    assert pair.photo_id == "item1-1"


def test_sub_folders_are_categories(folder: Path) -> None:
    points = outline(np.random.default_rng(1))
    for side in ("photo", "sketch"):
        (folder / side / "lamp").mkdir()
    draw_photo(folder / "photo" / "lamp" / "item0.webp", points)
    (folder / "sketch" / "lamp" / "item0-7.SVG").write_text(svg_of(points), encoding="utf-8")
    data = load_folder(folder)
    assert data.photos[-1].category == "lamp"
    assert data.pairs[-1].photo_id == data.photos[-1].id == "lamp/item0"
    assert data.pairs[-1].sketch


def test_the_split_is_seeded_by_photo(folder: Path) -> None:
    train, val = (load_folder(folder, split) for split in ("train", "val"))
    assert len(train.photos) + len(val.photos) == 4
    assert len(load_folder(folder, "test").photos) == 4


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("other.svg", r"sketch/other\.svg has no photo; expected is photo/other"),
        ("item3.png", r"sketch/item3\.png is a picture; .*forensic:"),
    ],
)
def test_sketches_that_fit_nothing_are_named(folder: Path, name: str, sentence: str) -> None:
    (folder / "sketch" / name).write_text("x")
    with pytest.raises(DatasetError, match=sentence):
        load_folder(folder)


def test_bad_lines_are_named(folder: Path) -> None:
    path = folder / "sketch" / "item2_2.ndjson"
    path.write_text('\n{"drawing": []}\n{"drawing": 3}\n')
    pairs = [pair for pair in load_folder(folder).pairs if pair.photo_id == "item2"]
    assert [pair.id for pair in pairs] == ["item2_2.ndjson:2", "item2_2.ndjson:3"]
    for pair, sentence in zip(pairs, ("line 2 holds no stroke", "line 3: a Quick"), strict=True):
        with pytest.raises(DatasetError, match=sentence):
            _ = pair.lines


def test_missing_folders_are_named(folder: Path) -> None:
    for sketch in (folder / "sketch").iterdir():
        sketch.unlink()
    with pytest.raises(DatasetError, match="no vector sketch; expected is photo/<name>"):
        load_folder(folder)
    (folder / "sketch").rmdir()
    with pytest.raises(DatasetError, match="no folder sketch; expected"):
        load_folder(folder)
