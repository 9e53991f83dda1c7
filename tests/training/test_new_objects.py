"""Objects that a batch makes of those it has: photo and drawings must change alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from sketchapp.data.dataset import Lines
from sketchapp.sketch.raster import Segments
from sketchapp.training.batches import Batch, Drawing, TrainingSet, pictures_of_batch
from sketchapp.training.new_objects import (
    Reshaping,
    compose,
    draw_reshapings,
    reshaped_lines,
    reshaped_photo,
)
from sketchapp.training.recipe import NewObjects
from sketchapp.training.recipes import find_recipe
from tests.training.test_batches import PLAIN_RECIPE, made_set

DOWN = Reshaping(np.array([0.5, 0.4]), np.array([0.5, 0.6]), np.array([1.0, 1.0]))
"""What lies at 40 % of the height comes to lie at 60 %."""


def flat(values: list[float], size_px: int = 16) -> Tensor:
    """A picture of one grey for each value."""
    return torch.tensor(values)[:, None, None, None].expand(-1, 3, size_px, size_px)


def composed(
    drawn: list[tuple[int, int]], share: float, seed: int = 0, photos: int = 4
) -> tuple[Tensor, Tensor]:
    """Flat photos 0, 1, ... and sketches that are as grey as the photo that they are of."""
    sketches = flat([float(photo) for photo, _ in drawn])
    return compose(
        sketches, flat([float(n) for n in range(photos)]), drawn, share, np.random.default_rng(seed)
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_photo_and_its_sketches_get_the_same_side_of_the_same_other(seed: int) -> None:
    drawn = [(photo, level) for photo in range(4) for level in (2, 0)]
    sketches, photos = composed(drawn, 1.0, seed)
    for sketch, (photo, _) in zip(sketches, drawn, strict=True):
        assert torch.equal(sketch, photos[photo])
        values, counts = photos[photo].unique(return_counts=True)
        assert len(values) == 2 and photo in values.tolist()
        assert counts.min() / counts.sum() > 0.3


def test_as_many_are_composed_as_the_share_says() -> None:
    drawn = [(photo, 2) for photo in range(8)]
    for share, wanted in ((0.0, 0), (0.25, 2), (0.5, 4), (1.0, 8)):
        _, photos = composed(drawn, share, photos=8)
        assert sum(len(photo.unique()) == 2 for photo in photos) == wanted


def test_a_sketch_is_composed_with_one_of_its_level_or_not_at_all() -> None:
    drawn = [(0, 2), (0, 1), (1, 2), (2, 2), (2, 1)]
    for seed in range(12):
        sketches, photos = composed(drawn, 1.0, seed, photos=3)
        assert len(photos[0].unique()) == len(sketches[0].unique())
        assert 1 not in photos[0].unique().tolist()  # it has no sketch like the second of the first


def test_a_photo_alone_stays_whole() -> None:
    sketches, photos = composed([(0, 2)], 1.0, photos=1)
    assert torch.equal(photos, flat([0.0])) and torch.equal(sketches, flat([0.0]))


def test_the_given_pictures_are_left_alone() -> None:
    photos = flat([0.0, 1.0])
    compose(photos, photos, [(0, 0), (1, 0)], 1.0, np.random.default_rng(0))
    assert torch.equal(photos, flat([0.0, 1.0]))


def lines_of(points: list[tuple[float, float]]) -> Lines:
    ends = np.stack([np.arange(len(points) - 1), np.arange(1, len(points))], 1)
    return Lines(np.array(points), Segments(ends, np.zeros(len(ends), int)))


def test_lines_are_stretched_between_the_ends_of_the_whole_drawing() -> None:
    whole = lines_of([(0.2, 0.1), (0.6, 0.5), (0.6, 0.9)])
    moved = reshaped_lines(whole, whole, replace(DOWN, aspect=np.array([2.0, 0.5]))).points
    extent = np.ptp(moved, axis=0)
    assert extent == pytest.approx([0.8, 0.4])
    # half way down: the second fifth above the divide, the rest below
    assert (moved[1] - moved[0])[1] / extent[1] == pytest.approx(0.6 + 0.1 * 0.4 / 0.6)
    part = Lines(whole.points[:2], Segments(np.array([[0, 1]]), np.zeros(1, int)))
    assert reshaped_lines(part, whole, DOWN).points == pytest.approx(
        reshaped_lines(whole, whole, DOWN).points[:2]
    )


def test_a_drawing_without_extent_stays_finite() -> None:
    dot = lines_of([(0.5, 0.5), (0.5, 0.5)])
    assert np.isfinite(reshaped_lines(dot, dot, DOWN).points).all()


def seat(size_px: int = 100) -> Tensor:
    """A grey box from 10 to 90 px down and 30 to 70 across, black from 40 % of its height to 45."""
    photo = torch.ones(3, size_px, size_px)
    photo[:, 10:90, 30:70] = 0.5
    photo[:, 42:46, 30:70] = 0.0
    return photo


def test_a_photo_is_stretched_as_its_drawing_is() -> None:
    moved = reshaped_photo(seat(), DOWN)
    rows = torch.nonzero((moved[0] < 0.9).any(1))[:, 0]
    assert (int(rows[0]), int(rows[-1])) == (10, 89)  # the ends stay
    dark = torch.nonzero((moved[0] < 0.25).any(1))[:, 0].float() + 0.5
    drawn = lines_of([(30, 10), (70, 44), (70, 90)])
    there = reshaped_lines(drawn, drawn, DOWN).points
    assert dark.mean().item() == pytest.approx(10 + there[1, 1] - there[0, 1], abs=1.0)


def test_the_longer_side_and_the_middle_of_an_object_stay() -> None:
    moved = reshaped_photo(seat(), replace(DOWN, aspect=np.array([3.0, 1.0])))
    found = torch.nonzero(moved[0] < 0.9).float() + 0.5
    low, high = found.amin(0), found.amax(0)
    assert (high - low).tolist() == pytest.approx([80 * 2 / 3, 80], abs=2)
    assert ((high + low) / 2).tolist() == pytest.approx([50, 50], abs=1)


def test_a_white_photo_stays_as_it_is() -> None:
    white = torch.ones(3, 20, 20)
    assert torch.equal(reshaped_photo(white, DOWN), white)


def test_as_many_are_reshaped_as_the_chance_says() -> None:
    drawn = draw_reshapings(2000, NewObjects(reshaped=0.3), np.random.default_rng(0))
    assert sum(shape is not None for shape in drawn) / 2000 == pytest.approx(0.3, abs=0.04)
    moved = np.array([shape.after - shape.before for shape in drawn if shape is not None])
    assert moved.std() == pytest.approx(0.08, abs=0.01)


@pytest.mark.parametrize("amount", [NewObjects(reshaped=1.0), NewObjects(composed=1.0)])
def test_a_batch_has_new_objects_where_the_recipe_asks_for_them(
    tmp_path: Path, amount: NewObjects
) -> None:
    data: TrainingSet = made_set(tmp_path)
    items = [data.pairs[number] for number in (0, 3, 6, 9)]
    batch = Batch(
        tuple(item.photo for item in items), tuple(Drawing(item, 0) for item in items), (0, 1, 2, 3)
    )

    def made(new_objects: NewObjects) -> tuple[Tensor, Tensor]:
        recipe = replace(PLAIN_RECIPE, new_objects=new_objects)
        pictures = pictures_of_batch(batch, data.photos, recipe, np.random.default_rng(5))
        return pictures.sketches, pictures.photos

    plain, again, other = made(NewObjects()), made(amount), made(amount)
    for before, after, same in zip(plain, again, other, strict=True):
        assert torch.equal(after, same)
        changed = [not torch.allclose(a, b, atol=0.05) for a, b in zip(before, after, strict=True)]
        assert sum(changed) >= 2
        assert after.min() >= 0 and after.max() <= 1


def test_the_shipped_recipes_differ_in_how_pictures_are_filled_alone() -> None:
    first, third = find_recipe("new-objects"), find_recipe("filled-new-objects")
    assert replace(first, model=third.model) == third
    assert replace(first.model, fill=1.0) == third.model
    assert first.new_objects.reshaped and first.new_objects.composed
