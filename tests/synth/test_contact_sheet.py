from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.errors import SketchAppError
from sketchapp.synth.contact_sheet import LABEL_PX, write_sheet
from sketchapp.synth.store import Store


def test_a_sheet_shows_photo_and_strokes_side_by_side(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create()
    for i in range(3):
        store.write(
            {
                "id": f"i{i}",
                "canvas": 256,
                "strokes": [{"part": "p", "points": [[0, 128], [256, 128]]}],
            }
        )
        Image.new("RGB", (256, 256), "red").save(store.photo(f"i{i}"), "WEBP", lossless=True)
    write_sheet(store, ["i0", "i1", "i2"], tmp_path / "sheet.png", 2, 64)
    sheet = np.asarray(Image.open(tmp_path / "sheet.png").convert("RGB"))
    assert sheet.shape == (2 * (64 + LABEL_PX), 4 * 64, 3)
    assert (sheet[:60, :64] == [255, 0, 0]).all()
    assert sheet[31:34, 64:128].min(0).max() < 180 and sheet[10, 64:128].min() == 255
    assert sheet[64 + LABEL_PX :, 128:].min() == 255


def test_no_items_are_answered_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SketchAppError, match="render some first"):
        write_sheet(Store(tmp_path), [], tmp_path / "sheet.png", 2, 64)
