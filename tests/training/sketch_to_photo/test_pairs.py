"""Drawings and photos that lie on each other, whatever moves them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.sketch_to_photo.config import SketchToPhotoConfig
from sketchapp.training.sketch_to_photo.pairs import PhotoPairs, plain_batch, varied_batch
from sketchapp.training.sketch_to_photo.recipe import DrawingVariation
from tests.made_datasets import make_qmul, make_rendered, make_shoev1

M = 32
CONFIG = SketchToPhotoConfig(size_px=2 * M, maps_px=())
EXACT = DrawingVariation(
    simulated=0, partial=0, emphasised=0, stretch=0.2, shear=0.1, turn_deg=10, shift=0.05
)


@pytest.fixture
def pairs(tmp_path: Path) -> PhotoPairs:
    return PhotoPairs.of([load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")], (), M)


def box(dark: Tensor) -> Tensor:
    """Left, top, right and bottom of what is true in (h, w)."""
    rows, columns = dark.nonzero(as_tuple=True)
    return torch.stack([columns.min(), rows.min(), columns.max(), rows.max()]).float()


def boxes_of(sketches: Tensor, photos: Tensor) -> Tensor:
    """How far the boxes of ink and of object are apart, in pixels of the photo, (B, 4)."""
    ink = torch.nn.functional.avg_pool2d(sketches, 2)
    return torch.stack(
        [box(a.amin(0) < 0.85) - box(b.amin(0) < 0.9) for a, b in zip(ink, photos, strict=True)]
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_photo_moves_with_its_drawing(pairs: PhotoPairs, seed: int) -> None:
    batch = varied_batch(pairs, range(5), CONFIG, EXACT, np.random.default_rng(seed))
    assert batch.sketches.shape == (5, 3, 64, 64) and batch.photos.shape == (5, 3, M, M)
    assert boxes_of(batch.sketches, batch.photos).abs().max() <= 1.5
    assert batch.photos[:, :, 0, 0].min() > 0.99  # white beyond the photo


def test_plain_pairs_are_framed_as_sketches_are(pairs: PhotoPairs) -> None:
    batch = plain_batch(pairs, [1, 3], CONFIG)
    again = plain_batch(pairs, [1, 3], CONFIG)
    assert torch.equal(batch.sketches, again.sketches) and torch.equal(batch.photos, again.photos)
    sides = [box(photo.amin(0) < 0.9) for photo in batch.photos]
    longer = [max(one[2] - one[0], one[3] - one[1]) + 1 for one in sides]
    assert all(abs(side - 0.742 * M) <= 2.5 for side in longer)


def test_drawings_of_people_lie_on_photos_too(tmp_path: Path) -> None:
    data = [
        load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}"),
        load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}"),
    ]
    pairs = PhotoPairs.of(data, (), M)
    assert pairs.names == ("chair", "shoe") and len(pairs) == 16 + 9 and len(pairs.photos) == 8 + 3
    batch = plain_batch(pairs, [0, 20], CONFIG)
    assert boxes_of(batch.sketches, batch.photos).abs().max() <= 2.5
    assert batch.categories.tolist() == [0, 1]


def test_varied_drawings_are_simulated_cut_and_emphasised(pairs: PhotoPairs) -> None:
    still = replace(EXACT, stretch=0, shear=0, turn_deg=0, shift=0, frame_jitter=0)
    plain = plain_batch(pairs, [0], CONFIG).sketches
    for name in ("simulated", "emphasised"):
        amount = replace(still, flip_probability=0, **{name: 1.0})
        seen = [
            varied_batch(pairs, [0], CONFIG, amount, np.random.default_rng(seed)).sketches
            for seed in range(3)
        ]
        assert any(not torch.equal(one, plain) for one in seen), name
    cut = replace(still, partial=1.0, least_share=0.3, flip_probability=0)
    ink = [
        (1 - varied_batch(pairs, [0], CONFIG, cut, np.random.default_rng(seed)).sketches).sum()
        for seed in range(4)
    ]
    assert len({round(float(each)) for each in ink}) > 1


def test_the_mark_tells_pairs_apart(tmp_path: Path) -> None:
    data = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    whole = PhotoPairs.of([data], (), M)
    assert whole.mark() == PhotoPairs.of([data], ("chair",), M).mark()
    fewer = data.only(photo.id for photo in data.photos[1:])
    assert whole.mark() != PhotoPairs.of([fewer], (), M).mark()


def test_a_category_that_is_not_there_is_refused(tmp_path: Path) -> None:
    data = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    with pytest.raises(DatasetError, match="no pairs of lamp; there are: chair"):
        PhotoPairs.of([data], ("lamp",), M)
    with pytest.raises(DatasetError, match="no pairs of anything"):
        PhotoPairs.of([], (), M)
