from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from sketchapp.data import centre_lines
from sketchapp.data.centre_lines import lines_of_ink, lines_of_picture
from sketchapp.errors import DatasetError


def test_a_thick_line_becomes_one_pixel_wide() -> None:
    ink = np.zeros((40, 60))
    ink[18:23, 5:55] = 1
    lines = lines_of_ink(ink)
    rows, columns = (lines.points * 60).T[::-1]
    assert np.allclose(rows, 20, atol=1) and np.ptp(columns) > 40
    assert len(lines.segments.ends) == len(lines.points) - 1 and not lines.has_strokes


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    image = Image.new("L", (2000, 1000), 255)
    ImageDraw.Draw(image).line((200, 500, 1800, 500), fill=0, width=20)
    image.save(tmp_path / "a.png")
    lines = lines_of_picture(tmp_path / "a.png")
    assert 350 < len(lines.points) < 460
    assert np.allclose(lines.points[:, 1], 0.25, atol=0.01)


def test_a_transparent_background_is_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((10, 50, 90, 50), fill=(0, 0, 0, 255), width=5)
    image.save(tmp_path / "a.png")
    assert np.allclose(lines_of_picture(tmp_path / "a.png").points[:, 1], 0.5, atol=0.02)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("text", "cannot identify"), ("white", "no ink"), ("dots", "no line"), ("bomb", "pixels")],
)
def test_what_is_no_sketch_is_named(
    kind: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    image = Image.new("L", (64, 64), 255)
    if kind == "dots":
        image = Image.new("L", (400, 400), 255)
        for x in range(50, 400, 60):
            image.putpixel((x, x), 0)
    if kind == "bomb":
        monkeypatch.setattr(centre_lines, "MAX_PIXELS", 64 * 64 - 1)
    image.save(path)
    if kind == "text":
        path.write_text("no picture")
    with pytest.raises(DatasetError, match=rf"/a\.png is no picture of a sketch: .*{sentence}"):
        lines_of_picture(path)
