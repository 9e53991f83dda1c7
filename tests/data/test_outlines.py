from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketchapp.data.outlines import load_outlines, outlines_of_photo
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError


def photo_of_a_box(path: Path, box: tuple[int, int, int, int] = (60, 80, 200, 190)) -> Path:
    """A dark box on white, 256 px."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(image).rectangle(box, fill=(60, 30, 20))
    image.save(path)
    return path


def test_the_outline_of_a_box_is_its_border(tmp_path: Path) -> None:
    lines = outlines_of_photo(photo_of_a_box(tmp_path / "box.png"))
    assert lines is not None and not lines.has_strokes
    drawn = lines.drawn_points()
    extent = np.ptp(drawn, axis=0)
    assert extent[0] / extent[1] == pytest.approx(140 / 110, rel=0.05)
    inner = (drawn > drawn.min(0) + 0.08).all(1) & (drawn < drawn.max(0) - 0.08).all(1)
    assert inner.mean() < 0.02  # nothing is drawn inside


def test_every_photo_makes_a_pair_and_folders_are_categories(tmp_path: Path) -> None:
    photo_of_a_box(tmp_path / "red.png")
    photo_of_a_box(tmp_path / "lamp" / "low.png")
    Image.new("RGB", (64, 64), "white").save(tmp_path / "empty.png")
    data = load_dataset(f"outlines:{tmp_path}")
    assert [(p.id, p.category) for p in data.photos] == [("lamp/low", "lamp"), ("red", "photo")]
    assert [pair.photo_id for pair in data.pairs] == ["lamp/low", "red"]
    assert not any(pair.is_vector for pair in data.pairs)


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no photo found"):
        load_outlines(tmp_path)
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(DatasetError, match=r"broken\.png cannot be read"):
        load_outlines(tmp_path)
