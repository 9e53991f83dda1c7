import logging
from pathlib import Path

import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.sketchy import load_sketchy
from sketchapp.errors import DatasetError
from tests.made_datasets import make_sketchy, svg_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_sketchy(tmp_path / "Sketchy")


def sketches_of(folder: Path) -> Path:
    return folder / "sketches-06-04" / "sketches"


def ids(data: Dataset) -> set[str]:
    return {pair.id for pair in data.pairs}


def test_the_official_split_is_by_photo(folder: Path) -> None:
    train, test, everything = (load_sketchy(folder, s) for s in ("train", "test", "all"))
    assert [p.id for p in test.photos] == ["ape/n1_3", "hot-air_balloon/n2_11"]
    assert [p.id for p in train.photos] == ["ape/n1_1", "ape/n1_2", "hot-air_balloon/n2_10"]
    assert (len(train.pairs), len(test.pairs), len(everything.pairs)) == (6, 4, 10)
    assert ids(train) | ids(test) == ids(everything)
    assert {p.id for p in load_sketchy(folder, "val").photos} <= {p.id for p in train.photos}


def test_photos_are_cut_to_the_object_where_that_variant_is_there(folder: Path) -> None:
    photo = load_sketchy(folder, "all").photos[0]
    assert photo.path.parts[-3:] == ("tx_000100000000", "ape", "n1_1.jpg")
    assert photo.category == "ape"


def test_sketches_are_read_when_asked_for_and_paper_is_no_stroke(folder: Path) -> None:
    data = load_sketchy(folder, "test")
    pair = data.pairs[0]
    assert pair.is_vector and pair.sketch is not None
    assert len(pair.sketch) == 2
    assert pair.lines.points.shape == pair.sketch.points.shape
    path = sketches_of(folder) / "ape" / "n1_3-1.svg"
    path.write_text(svg_of(pair.sketch.points[:9])[:-20] + "</svg>", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"ape/n1_3-1\.svg.*write n1_3-1 into info/invalid"):
        _ = data.pairs[0].lines


def test_what_the_lists_call_invalid_is_left_out(folder: Path) -> None:
    (folder / "info-06-04" / "info" / "invalid-error.txt").write_text("n1_1-1\n\n")
    (folder / "info-06-04" / "info" / "invalid-pose.txt").write_text("ape/n1_2-2.svg\r\n")
    (sketches_of(folder) / "hot-air_balloon" / "invalid.txt").write_text("Context\nn2_10-2\n")
    gone = {"ape/n1_1-1", "ape/n1_2-2", "hot-air_balloon/n2_10-2"}
    assert len(load_sketchy(folder, "all").pairs) == 7
    assert not gone & ids(load_sketchy(folder, "all"))


def test_files_that_are_cut_off_are_left_out_and_named(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = sketches_of(folder) / "ape" / "n1_1-1.svg"
    whole.write_bytes(whole.read_bytes()[:300])
    (sketches_of(folder) / "ape" / "n1_2-1.svg").write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        data = load_sketchy(folder, "train")
    assert len(data.pairs) == 4
    assert "2 files are empty or cut off, left out: ape/n1_1-1, ape/n1_2-1" in caplog.text


def test_a_folder_of_test_items_alone_needs_no_list(tmp_path: Path) -> None:
    made = make_sketchy(tmp_path / "made")
    alone = tmp_path / "alone"
    alone.mkdir()
    sketches_of(made).rename(alone / "sketches")
    photos = made / "rendered_256x256" / "256x256" / "photo" / "tx_000000000000"
    for photo in photos.rglob("*.jpg"):
        photo.rename(photo.with_suffix(".JPG"))
    photos.rename(alone / "photo")
    data = load_sketchy(alone, "test")
    assert (len(data.photos), len(data.pairs)) == (5, 10)


def test_sketches_among_variants_are_found(folder: Path) -> None:
    (folder / "sketch").mkdir()
    sketches_of(folder).rename(folder / "sketch" / "tx_000000000010")
    assert len(load_sketchy(folder, "all").pairs) == 10


def test_what_is_missing_is_named(folder: Path) -> None:
    photos = folder / "rendered_256x256" / "256x256" / "photo"
    lost = photos / "tx_000100000000" / "ape" / "n1_2.jpg"
    lost.unlink()
    with pytest.raises(DatasetError, match=r"1 photos .* missing, first ape/n1_2"):
        load_sketchy(folder, "train")
    photos.rename(folder / "pictures")
    with pytest.raises(DatasetError, match=r"no folder photo; .*rendered_256x256\.7z"):
        load_sketchy(folder, "test")
    sketches_of(folder).rename(folder / "drawings")
    with pytest.raises(DatasetError, match=r"no SVG sketches; .*sketches-06-04\.7z"):
        load_sketchy(folder, "test")


def test_a_split_without_sketches_is_refused(folder: Path) -> None:
    (folder / "info-06-04" / "info" / "testset.txt").write_text("ape/none.jpg\n")
    with pytest.raises(DatasetError, match="no sketch of the split 'test'"):
        load_sketchy(folder, "test")
