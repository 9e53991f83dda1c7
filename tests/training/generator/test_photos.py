"""Photos of datasets as one tensor, and how they are picked."""

from pathlib import Path

import pytest
import torch

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.generator.photos import PhotoSet
from tests.made_datasets import make_qmul, make_rendered
from tests.training.generator.made_photos import made_photos


def test_photos_of_several_datasets_by_category(tmp_path: Path) -> None:
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    folder = make_qmul(tmp_path / "ShoeV2")
    (folder / "ChairV2_Coordinate").rename(folder / "ShoeV2_Coordinate")
    shoes = load_dataset(f"qmul:{folder}")
    both = PhotoSet.of([rendered, shoes], [], 8)
    assert both.names == ("chair", "shoe") and both.photos.shape == (13, 3, 8, 8)
    assert both.categories.tolist() == [0] * 5 + [1] * 8
    only = PhotoSet.of([rendered, shoes], ["shoe"], 8)
    assert only.names == ("shoe",) and len(only) == 8
    assert torch.equal(only.photos, both.photos[5:])


def test_categories_without_photos_are_refused(tmp_path: Path) -> None:
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'r')}")
    with pytest.raises(DatasetError, match="no photos of boat; there are: chair"):
        PhotoSet.of([rendered], ["chair", "boat"], 8)
    with pytest.raises(DatasetError, match="there are: none"):
        PhotoSet.of([], [], 8)


def test_picks_are_photos_with_their_own_category() -> None:
    photos = made_photos()
    picked, category = photos.pick(50, torch.Generator().manual_seed(0))
    assert picked.shape == (50, 3, 8, 8) and picked.max() <= 1
    assert torch.equal(picked.mean((1, 2, 3)) > 0.5, category == 1)
    again, _ = photos.pick(50, torch.Generator().manual_seed(0))
    assert torch.equal(picked, again)


def test_the_mark_changes_with_any_pixel() -> None:
    one, other = made_photos(), made_photos()
    assert one.mark() == other.mark()
    other.photos[3, 1, 2, 2] += 1
    assert one.mark() != other.mark()
