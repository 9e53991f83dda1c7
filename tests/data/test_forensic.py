from pathlib import Path

import pytest
from PIL import Image

from sketchapp.data.forensic import load_forensic
from sketchapp.errors import DatasetError
from tests.made_datasets import make_forensic


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_forensic(tmp_path / "CUFS")


def test_sketches_are_paired_and_thinned(folder: Path) -> None:
    data = load_forensic(folder)
    assert [pair.photo_id for pair in data.pairs] == ["f-000-01", "f-001-01", "f-002-01"]
    assert data.pairs[0].id == "F2-000-01-sz1" and data.photos[0].category == "face"
    for pair in data.pairs:
        assert not pair.is_vector and pair.sketch is None
        assert not pair.lines.has_strokes
        assert 100 < len(pair.lines.points) < 2000  # the outline, not the shaded inside


@pytest.mark.parametrize("name", ["F-000-01.png", "f-000-01_sketch.jpg", "f-000-01-sketch2.JPG"])
def test_other_names_of_a_sketch(folder: Path, name: str) -> None:
    (folder / "sketches" / "F2-000-01-sz1.jpg").rename(folder / "sketches" / name)
    (folder / "sketches").rename(folder / "Sketch")
    assert "f-000-01" in {pair.photo_id for pair in load_forensic(folder).pairs}


def test_photos_without_sketch_stay(folder: Path) -> None:
    (folder / "sketches" / "F2-001-01-sz1.jpg").unlink()
    data = load_forensic(folder)
    assert (len(data.photos), len(data.pairs)) == (3, 2)


def test_what_does_not_fit_is_named(folder: Path) -> None:
    (folder / "photos" / "f-001-01.jpg").unlink()
    with pytest.raises(DatasetError, match=r"F2-001-01-sz1\.jpg has no photo; .* f2-001-01 with"):
        load_forensic(folder)
    for sketch in (folder / "sketches").iterdir():
        sketch.unlink()
    with pytest.raises(DatasetError, match="no picture in its folder of sketches"):
        load_forensic(folder)
    (folder / "sketches").rmdir()
    with pytest.raises(DatasetError, match="no folder sketch or sketches"):
        load_forensic(folder)


def test_a_sketch_without_ink_is_named_when_it_is_asked_for(folder: Path) -> None:
    Image.new("L", (64, 64), 255).save(folder / "sketches" / "F2-001-01-sz1.jpg")
    with pytest.raises(DatasetError, match=r"sketches/F2-001-01-sz1\.jpg .*no ink"):
        _ = load_forensic(folder).pairs[1].lines
