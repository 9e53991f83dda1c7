"""Shades do not depend on how densely a stroke was sampled, and say where along it the value is."""

import numpy as np
import pytest

from sketchapp.attribution.fine import point_values
from sketchapp.attribution.shading import shades
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from tests.degenerate import DEGENERATE

STYLE = RasterStyle(96)


def shades_of(sketch: Sketch, gradient: np.ndarray) -> np.ndarray:
    raster = rasterise(sketch, STYLE)
    return shades(point_values(raster, gradient), raster, sketch.stroke_starts)


def line(n: int) -> Sketch:
    x = np.linspace(0.1, 0.9, n)
    return Sketch.from_polylines([np.stack([x, np.full(n, 0.5)], axis=1)])


def test_even_gradient_gives_an_even_shade_whatever_the_sampling() -> None:
    even = np.ones((96, 96))
    dense, uneven = shades_of(line(200), even), shades_of(line(60), even)
    middle = dense[40:-40]
    assert np.ptp(middle) < 0.15 * middle.mean()
    assert uneven[15:-15].mean() == pytest.approx(middle.mean(), rel=0.05)


def test_sign_follows_the_side_of_the_picture() -> None:
    halves = np.where(np.arange(96) < 48, 1.0, -1.0)[None].repeat(96, axis=0)
    shaded = shades_of(line(100), halves)
    assert (shaded[:40] > 0).all() and (shaded[-40:] < 0).all()


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_degenerate_sketches(name: str) -> None:
    shaded = shades_of(DEGENERATE[name], np.ones((96, 96)))
    assert shaded.shape == (DEGENERATE[name].n_points,)
    assert np.isfinite(shaded).all()
