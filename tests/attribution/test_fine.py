import math

import numpy as np
import pytest
import torch

from benchmarks.printed_forms import (
    printed_ink,
    printed_position_gradient,
    printed_visibility,
)
from sketchapp.attribution.fine import point_values, position_gradient
from sketchapp.sketch import Frame, RasterStyle, Sketch, rasterise
from sketchapp.sketch.kernels import lower_distance_field
from sketchapp.sketch.raster import Segments
from tests.attribution.toys import PIXELS, mixed_sketches, random_sketch

STYLES = [RasterStyle(64), RasterStyle(64, thickness_px=2.5)]
DRAWN = mixed_sketches()[:-1]


def as_tensors(raster):
    return torch.as_tensor(raster.points_px), torch.as_tensor(raster.segments.ends)


def near(found, exact):
    """Within 1e-6 of the largest value: pixels farther than the radius hold up to 1e-7 of ink."""
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-6 * max(np.abs(exact).max(), 1.0))


def sums_of_coincident(points_px, values):
    """Values of points at the same place, added up: only their sum is defined."""
    _, place = np.unique(points_px.round(9), axis=0, return_inverse=True)
    sums = np.zeros((place.max() + 1, *values.shape[1:]))
    np.add.at(sums, place.reshape(-1), values)
    return sums


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sketch", DRAWN)
def test_ink_equals_the_printed_formula(sketch, style):
    raster = rasterise(sketch, style)
    near(raster.ink, printed_ink(*as_tensors(raster), style).numpy())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(3))
def test_position_gradient_equals_autograd_of_the_printed_formula(seed, style):
    rng = np.random.default_rng(seed)
    raster = rasterise(random_sketch(rng, 6, 10), style)
    gradient = rng.normal(size=raster.ink.shape)
    _, printed = printed_position_gradient(*as_tensors(raster), style, torch.as_tensor(gradient))
    near(position_gradient(raster, gradient), printed.numpy())


@pytest.mark.parametrize("sketch", [DRAWN[2], DRAWN[3], DRAWN[5]])
def test_position_gradient_of_coincident_points_equals_it_in_sum(sketch):
    """Of a line drawn again backwards, either copy may count as the nearest, but not both."""
    raster = rasterise(sketch, STYLES[0])
    gradient = np.random.default_rng(1).normal(size=raster.ink.shape)
    _, printed = printed_position_gradient(
        *as_tensors(raster), STYLES[0], torch.as_tensor(gradient)
    )
    near(
        sums_of_coincident(raster.points_px, position_gradient(raster, gradient)),
        sums_of_coincident(raster.points_px, printed.numpy()),
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(3))
def test_visibility_of_a_stroke_equals_autograd_by_its_segments_weights(seed, style):
    rng = np.random.default_rng(seed)
    sketch = random_sketch(rng, 6, 10)
    raster = rasterise(sketch, style)
    gradient = rng.normal(size=raster.ink.shape)
    by_segment = printed_visibility(*as_tensors(raster), style, torch.as_tensor(gradient)).numpy()
    by_stroke = np.bincount(raster.segments.stroke, by_segment)
    values = point_values(raster, gradient)
    near(np.add.reduceat(values, sketch.stroke_starts[:-1]), by_stroke)


def test_one_pixel_is_shared_by_the_lever_rule():
    """Pixel (4, 6): 1 px from the line, a quarter of the way along; X = sigmoid(2 - 5)."""
    line = Sketch.from_polylines([[[0.03, 0.05], [0.07, 0.05]]])
    raster = rasterise(line, RasterStyle(32), PIXELS)
    gradient = np.zeros((32, 32))
    gradient[6, 4] = 2.0
    x = 1 / (1 + math.exp(3))
    np.testing.assert_allclose(
        point_values(raster, gradient), [0.75 * 2 * x, 0.25 * 2 * x], rtol=1e-9
    )
    k = 5 * x * (1 - x) * 2.0  # the pixel lies below: moving the line down brings ink to it
    np.testing.assert_allclose(
        position_gradient(raster, gradient), [[0, 0.75 * k], [0, 0.25 * k]], rtol=1e-9, atol=1e-12
    )


def test_a_dot_takes_all_ink_of_its_disc():
    """Its pixel, four at 1 px, four at the root of 2, and so on outwards."""
    raster = rasterise(Sketch.from_polylines([[[0.15, 0.15]]]), RasterStyle(32), PIXELS)
    distances = np.hypot(*(np.indices((32, 32)) - 15))
    whole = (1 / (1 + np.exp(5 * distances - 2))).sum()
    assert point_values(raster, np.ones((32, 32))).item() == pytest.approx(whole, abs=1e-6)


def test_points_on_pixel_centres_and_repeated_points_give_no_nan():
    """At distance 0 an unguarded root has slope 0 / 0."""
    on_centres = Sketch.from_polylines([[[0.03, 0.05]] * 3 + [[0.07, 0.05]] * 2, [[0.1, 0.1]] * 4])
    raster = rasterise(on_centres, RasterStyle(32), PIXELS)
    assert (raster.squared_px == 0).any()
    assert np.isfinite(position_gradient(raster, np.ones((32, 32)))).all()
    assert np.isfinite(point_values(raster, np.ones((32, 32)))).all()


@pytest.mark.parametrize("sketch", DRAWN)
def test_adding_strokes_one_by_one_is_bit_identical_to_a_fresh_pass(sketch):
    style = RasterStyle(64)
    frame = Frame.fit(sketch, style.size_px)
    fresh, segments = rasterise(sketch, style, frame), Segments.of(sketch)
    squared, position = np.full((64, 64), np.inf), np.zeros((64, 64))
    nearest = np.full((64, 64), -1, np.int32)
    for stroke in range(len(sketch)):
        (numbers,) = np.nonzero(segments.stroke == stroke)
        ends = np.ascontiguousarray(segments.ends[numbers])
        lower_distance_field(
            fresh.points_px, ends, numbers[0], style.radius_px, squared, nearest, position
        )
    assert np.array_equal(squared, fresh.squared_px)
    assert np.array_equal(nearest, fresh.nearest)
    assert np.array_equal(position, fresh.position)
