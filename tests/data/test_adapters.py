"""Every adapter, on a made folder of its layout and on the real data where they are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from tests.made_datasets import make_qmul, make_rendered, make_shoev1


def test_qmul_splits_follow_the_keys(tmp_path: Path) -> None:
    folder = make_qmul(tmp_path / "ChairV2", n_photos=10, test_photos=2)
    train, test = (load_dataset(f"qmul:{folder}", split) for split in ("train", "test"))
    assert (len(train.photos), len(train.pairs)) == (8, 16)
    assert (len(test.photos), len(test.pairs)) == (2, 4)
    assert not {p.id for p in train.photos} & {p.id for p in test.photos}
    assert len(load_dataset(f"qmul:{folder}", "all").pairs) == 20
    assert len(load_dataset(f"qmul:{folder}").pairs) == 16


def test_qmul_photo_ids_may_hold_underscores(tmp_path: Path) -> None:
    data = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    assert {pair.photo_id for pair in data.pairs} == {photo.id for photo in data.photos}


def test_qmul_names_the_photo_that_is_missing(tmp_path: Path) -> None:
    folder = make_qmul(tmp_path / "ChairV2")
    (folder / "photo" / "item_v0.png").unlink()
    with pytest.raises(DatasetError, match="item_v0"):
        load_dataset(f"qmul:{folder}")


def test_shoev1_thins_raster_sketches(tmp_path: Path) -> None:
    data = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    assert (len(data.photos), len(data.pairs)) == (3, 9)
    for pair in data.pairs:
        assert not pair.lines.has_strokes and pair.sketch is None
        points, ends = pair.lines.points, pair.lines.segments.ends
        steps = np.abs(points[ends[:, 0]] - points[ends[:, 1]]).max(axis=1) * 256
        assert steps.max() <= 1 + 1e-9  # only neighbours are joined
        assert 200 < len(points) < 2500  # a line, not a blob


def test_rendered_split_is_in_the_file(tmp_path: Path) -> None:
    folder = make_rendered(tmp_path / "rendered", n_items=6)
    assert len(load_dataset(f"rendered:{folder}", "test").pairs) == 1
    assert len(load_dataset(f"rendered:{folder}", "all").pairs) == 6
    train = load_dataset(f"rendered:{folder}", "train").pairs
    assert 0 < len(train) < 6
    assert len(load_dataset(f"rendered:{folder}").pairs) == len(train)


def test_validation_split_is_by_photo_and_stable(tmp_path: Path) -> None:
    folder = make_shoev1(tmp_path / "ShoeV1", n_photos=40)
    train, val = (load_dataset(f"shoev1:{folder}", split) for split in ("train", "val"))
    assert len(train.photos) + len(val.photos) == 40
    assert 0 < len(val.photos) < 12
    assert [p.id for p in load_dataset(f"shoev1:{folder}", "val").photos] == [
        p.id for p in val.photos
    ]


@pytest.mark.parametrize(
    ("spec", "split", "sentence"),
    [
        ("chairs:/tmp", None, "qmul, shoev1"),
        ("qmul", None, "NAME:PATH"),
        ("qmul:/no/such/folder", None, "not found"),
        ("qmul:.", "tset", "train"),
        ("qmul:.", None, "_Coordinate"),
        ("shoev1:.", None, "photo/NNN.jpg"),
        ("rendered:.", None, "sketches.ndjson"),
    ],
)
def test_errors_say_what_is_there(
    spec: str, split: str | None, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError, match=sentence):
        load_dataset(spec, split)


def test_qmul_without_photos_is_refused(tmp_path: Path) -> None:
    folder = make_qmul(tmp_path / "ChairV2")
    (folder / "photo").rename(folder / "photos")
    with pytest.raises(DatasetError, match="has no folder photo"):
        load_dataset(f"qmul:{folder}")


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": "r9"}', '{"id": 1, "split": "train"}'])
def test_rendered_names_the_line_that_is_wrong(tmp_path: Path, line: str) -> None:
    folder = make_rendered(tmp_path / "rendered")
    with (folder / "sketches.ndjson").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(DatasetError, match=r"sketches\.ndjson line 7"):
        load_dataset(f"rendered:{folder}")


@pytest.mark.parametrize("content", ["white", "text"])
def test_shoev1_names_the_sketch_that_holds_nothing(tmp_path: Path, content: str) -> None:
    folder = make_shoev1(tmp_path / "ShoeV1")
    if content == "white":
        Image.new("L", (64, 64), 255).save(folder / "sketch" / "001-2.png")
    else:
        (folder / "sketch" / "001-2.png").write_text("no picture")
    with pytest.raises(DatasetError, match=r"001-2\.png"):
        load_dataset(f"shoev1:{folder}")


def test_real_data(research_data: Path) -> None:
    chairs = load_dataset(f"qmul:{research_data / 'ChairV2'}")
    assert (len(chairs.photos), len(chairs.pairs)) == (300, 952)
    for pair in chairs.pairs:
        assert pair.sketch is not None and 1 <= len(pair.sketch) <= 15
        assert pair.sketch.points.min() > 0 and pair.sketch.points.max() < 1
    shoes = load_dataset(f"shoev1:{research_data / 'ShoeV1'}")
    assert (len(shoes.photos), len(shoes.pairs)) == (204, 612)
    assert all(len(pair.lines.points) > 100 for pair in shoes.pairs)
    assert all(photo.path.is_file() for photo in (*chairs.photos, *shoes.photos))


def test_photos_alone_are_no_dataset(research_data: Path) -> None:
    with pytest.raises(DatasetError, match=r"needs exactly one \*_Coordinate file, has 0"):
        load_dataset(f"qmul:{research_data / 'ShoeV2'}")
