"""The picture of sketches, photos and influence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from sketchapp.data.registry import load_dataset
from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule
from sketchapp.training.sketch_to_photo.picture import (
    CELL_PX,
    IGNORED,
    PictureJob,
    column_of,
    shades_of,
    strokes_cell,
    write_photo_picture,
)
from tests.generation.made_generators import SIDES, HalvesGenerator
from tests.made_datasets import make_rendered
from tests.models.sketch_to_photo.made_networks import tiny_network


def test_a_column_has_every_cell_and_marks_what_is_ignored() -> None:
    rule = IgnoredRule("halves", "leave-one-out", (0.5, 1e9, 1e9), 0.01, {})
    cells = column_of(SIDES, HalvesGenerator(), rule)
    assert [cell.shape for cell in cells] == [(3, CELL_PX, CELL_PX)] * 9
    red = (cells[0][0] > 0.7) & (cells[0][1] < 0.4)
    assert red[:, CELL_PX // 2 :].any() and not red[:, : CELL_PX // 2].any()
    assert not torch.equal(cells[-1], cells[4])  # refined
    plain = column_of(SIDES, HalvesGenerator(), None)
    assert torch.equal(plain[-1], plain[4]) and torch.equal(plain[-2], plain[4])


def test_deeper_is_more() -> None:
    pale, middle, deep = shades_of(np.array([0.0, 0.25, 1.0]))
    assert (
        pale > middle > deep and shades_of(np.zeros(1)) == [pale] and shades_of(np.zeros(0)) == []
    )


def test_strokes_lie_where_they_are_drawn() -> None:
    generator = HalvesGenerator()
    cell = strokes_cell(DrawnSketch.of(SIDES, generator), [(0, 0, 0), IGNORED])
    dark = (cell.amax(0) < 0.4).nonzero()[:, 1]
    assert abs(float(dark.float().mean()) / CELL_PX - 0.129) < 0.02  # (1 - 0.742) / 2


def test_a_command_can_write_it(tmp_path: Path) -> None:
    network = tiny_network()
    network.save(tmp_path / "s.safetensors", {})
    data = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    job = PictureJob(tmp_path / "s.safetensors", data, tmp_path / "out" / "p.png", 3)
    with Image.open(write_photo_picture(job)) as picture:
        assert picture.size == (3 * CELL_PX, 9 * CELL_PX)
