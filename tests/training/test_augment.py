from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Lines
from sketchapp.retrieval.drawings import ink_of_lines
from sketchapp.sketch import RasterStyle
from sketchapp.sketch.raster import Segments
from sketchapp.training.augment import (
    MIN_STROKES_TO_DROP,
    affine,
    drop_strokes,
    recolour,
    varied_ink,
    varied_photos,
    warp,
)
from sketchapp.training.recipe import PhotoAugmentation, SketchAugmentation
from tests.attribution.toys import random_sketch
from tests.degenerate import DEGENERATE
from tests.training.made_pairs import NO_PHOTO_CHANGE, NO_SKETCH_CHANGE

STYLE = RasterStyle(48)
STRONG = SketchAugmentation(30, 0.5, 0.5, 0.1, 0.5, 0.5, 0.1)


def rng_of(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def lines_of(n_strokes: int = 6, seed: int = 0) -> Lines:
    return Lines.of(random_sketch(rng_of(seed), n_strokes))


def test_without_amounts_a_drawing_stays_as_it_is() -> None:
    ink = varied_ink(lines_of(), STYLE, NO_SKETCH_CHANGE, False, rng_of())
    assert ink.dtype == np.float32
    assert np.allclose(ink, ink_of_lines(lines_of(), STYLE), atol=1e-6)


def test_without_amounts_a_flip_is_a_mirror() -> None:
    plain, flipped = (
        varied_ink(lines_of(), STYLE, NO_SKETCH_CHANGE, flip, rng_of()) for flip in (False, True)
    )
    assert np.allclose(flipped, plain[:, ::-1], atol=1e-5)
    assert not np.allclose(flipped, plain, atol=0.1)


def test_variation_depends_on_the_generator_only() -> None:
    first, again, other = (
        varied_ink(lines_of(), STYLE, SketchAugmentation(), True, rng_of(seed))
        for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.allclose(first, other, atol=0.1)


@pytest.mark.parametrize("name", list(SketchAugmentation.__dataclass_fields__))
def test_every_amount_changes_the_drawing(name: str) -> None:
    amount = replace(NO_SKETCH_CHANGE, **{name: getattr(STRONG, name)})
    plain = varied_ink(lines_of(), STYLE, NO_SKETCH_CHANGE, False, rng_of(3))
    assert not np.allclose(varied_ink(lines_of(), STYLE, amount, False, rng_of(3)), plain, atol=0.1)


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_ink_stays_in_0_to_1(name: str) -> None:
    lines = Lines.of(DEGENERATE[name])
    for seed in range(3):
        ink = varied_ink(lines, STYLE, STRONG, bool(seed % 2), rng_of(seed))
        assert ink.shape == (48, 48) and ink.dtype == np.float32
        assert np.isfinite(ink).all() and 0 <= ink.min() <= ink.max() <= 1


@pytest.mark.parametrize("n_strokes", [4, 5, 9])
@pytest.mark.parametrize("probability", [0.1, 0.5, 1.0])
def test_at_least_half_of_the_strokes_stay(n_strokes: int, probability: float) -> None:
    lines = lines_of(n_strokes)
    kept = [drop_strokes(lines, probability, rng_of(seed)) for seed in range(50)]
    counts = [len(np.unique(segments.stroke)) for segments in kept]
    assert min(counts) >= n_strokes / 2
    assert min(counts) < n_strokes  # some are dropped
    for segments in kept:  # a stroke stays whole or goes
        for stroke in np.unique(segments.stroke):
            assert (segments.stroke == stroke).sum() == (lines.segments.stroke == stroke).sum()
            expected = lines.segments.ends[lines.segments.stroke == stroke]
            assert np.array_equal(segments.ends[segments.stroke == stroke], expected)


def test_the_share_dropped_is_the_probability() -> None:
    lines, rng = lines_of(20), rng_of()
    kept = [len(np.unique(drop_strokes(lines, 0.2, rng).stroke)) for _ in range(300)]
    assert np.mean(kept) == pytest.approx(16, abs=0.5)


def test_few_strokes_and_pictures_keep_their_lines() -> None:
    few = lines_of(MIN_STROKES_TO_DROP - 1)
    points = rng_of().random((20, 2))
    ends = np.stack([np.arange(19), np.arange(1, 20)], 1)
    many = Segments(ends, np.arange(19))
    picture = Lines(points, many, has_strokes=False)
    for lines in (few, picture):
        for seed in range(20):
            assert drop_strokes(lines, 1.0, rng_of(seed)) is lines.segments
    assert len(drop_strokes(Lines(points, many), 1.0, rng_of()).stroke) < 19


def test_no_strokes_are_dropped_at_probability_zero() -> None:
    lines = lines_of(9)
    for seed in range(20):
        assert len(drop_strokes(lines, 0.0, rng_of(seed)).ends) == len(lines.segments.ends)


def test_a_turn_keeps_distances_and_the_centre() -> None:
    points = rng_of().random((10, 2))
    turned = affine(points, replace(NO_SKETCH_CHANGE, rotation_deg=30), rng_of(1))
    apart = [np.linalg.norm(p[:, None] - p[None], axis=2) for p in (points, turned)]
    assert np.allclose(*apart) and not np.allclose(points, turned, atol=0.01)
    centre = (points.min(0) + points.max(0)) / 2
    offsets = points - centre, turned - centre
    assert np.allclose(*(np.linalg.norm(offset, axis=1) for offset in offsets))


def test_a_stretch_is_of_each_axis_on_its_own() -> None:
    points = rng_of().random((10, 2))
    stretched = affine(points, replace(NO_SKETCH_CHANGE, scale=0.3), rng_of(1))
    ratio = np.ptp(stretched, axis=0) / np.ptp(points, axis=0)
    assert abs(ratio[0] - ratio[1]) > 0.01
    slope = np.polyfit(points[:, 0], stretched[:, 0], 1)
    assert np.allclose(np.polyval(slope, points[:, 0]), stretched[:, 0])


def test_a_warp_is_smooth_and_of_its_amount() -> None:
    side = np.linspace(0, 1, 21)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    assert np.array_equal(warp(points, 0.0, rng_of()), points)
    moves = np.stack([warp(points, 0.02, rng_of(seed)) - points for seed in range(40)])
    assert 0.01 < np.sqrt((moves**2).mean()) < 0.04
    grid = moves.reshape(-1, 21, 21, 2)
    steps = np.abs(np.diff(grid, axis=2))  # between neighbours 0.05 apart
    assert steps.max() < 0.05  # lines do not cross
    larger = warp(points * 100, 0.02, rng_of(0)) - points * 100
    assert np.allclose(larger, moves[0] * 100)


def pictures(count: int = 3, size_px: int = 24) -> torch.Tensor:
    return torch.rand(count, 3, size_px, size_px, generator=torch.Generator().manual_seed(0))


def test_without_amounts_photos_stay_as_they_are() -> None:
    flips = np.array([False, True, False])
    found = varied_photos(pictures(), 24, NO_PHOTO_CHANGE, flips, rng_of())
    assert torch.allclose(found[[0, 2]], pictures()[[0, 2]], atol=1e-3)
    assert torch.allclose(found[1], pictures()[1].flip(2), atol=1e-3)


def test_photos_get_white_around_and_the_size_asked_for() -> None:
    black = torch.zeros(20, 3, 24, 24)
    amount = replace(NO_PHOTO_CHANGE, zoom=0.5)
    found = varied_photos(black, 32, amount, np.zeros(20, bool), rng_of())
    assert found.shape == (20, 3, 32, 32)
    corners = found[:, :, 0, 0]
    assert 0.2 < (corners > 0.99).float().mean() < 0.8  # of those that became smaller
    assert (found[:, :, 16, 16] < 1e-3).all()


@pytest.mark.parametrize("name", list(PhotoAugmentation.__dataclass_fields__))
def test_every_amount_changes_photos(name: str) -> None:
    amount = replace(NO_PHOTO_CHANGE, **{name: 0.5})
    found = varied_photos(pictures(8), 24, amount, np.zeros(8, bool), rng_of())
    assert not torch.allclose(found, pictures(8), atol=0.05)
    again = varied_photos(pictures(8), 24, amount, np.zeros(8, bool), rng_of())
    assert torch.equal(found, again)
    assert found.min() >= 0 and found.max() <= 1


def test_white_stays_white_in_any_light() -> None:
    amount = PhotoAugmentation(0, 0, brightness=1.0, grey_probability=0.5)
    assert torch.equal(recolour(torch.ones(9, 3, 4, 4), amount, rng_of()), torch.ones(9, 3, 4, 4))


def test_grey_photos_have_one_value_for_all_colours() -> None:
    found = recolour(pictures(), PhotoAugmentation(0, 0, 0, grey_probability=1.0), rng_of())
    expected = pictures().mean(1, keepdim=True).expand(-1, 3, -1, -1)
    assert torch.allclose(found, expected, atol=1e-4)
