from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.draw import line

from sketchapp.errors import SketchError
from sketchapp.sketch import (
    Frame,
    RasterStyle,
    Sketch,
    hard_ink,
    pixels_of_strokes,
    rasterise,
)
from sketchapp.sketch.raster import MAX_SIZE_PX, Segments
from tests.degenerate import DEGENERATE
from tests.sketch.drawn import sketches

CUT_TAIL = 2e-7  # ink below sigmoid(-16) = 1.1e-7 is left out
STYLE = RasterStyle(size_px=24)


def drawn_pairs(sketch: Sketch) -> list[tuple[int, int]]:
    """Point indices of both ends of all drawn pieces, written as loops."""
    pairs, first = [], 0
    for stroke in sketch.strokes:
        rows = range(first, first + len(stroke))
        pairs += list(pairwise(rows)) or [(first, first)]
        first += len(stroke)
    return pairs


def naive_ink(sketch: Sketch, style: RasterStyle, frame: Frame) -> np.ndarray:
    """Eq. 5 as printed, a (M, H, W) tensor: sigmoid(a - b min_t dist(pixel, v_t-1, v_t))."""
    pairs = drawn_pairs(sketch)
    if not pairs:
        return np.zeros((style.size_px, style.size_px))
    points = frame.to_px(sketch.points)
    a, b = points[[i for i, _ in pairs]], points[[j for _, j in pairs]]
    pixels = np.stack(np.meshgrid(*(np.arange(style.size_px),) * 2), -1).astype(float)  # (H, W, 2)
    along = (b - a)[:, None, None]  # (M, 1, 1, 2)
    length2 = (along**2).sum(-1)
    u = ((pixels - a[:, None, None]) * along).sum(-1) / np.where(length2 > 0, length2, 1)
    nearest = a[:, None, None] + np.clip(u, 0, 1)[..., None] * along
    distance = np.sqrt(((pixels - nearest) ** 2).sum(-1)).min(0)
    return 1 / (1 + np.exp(5 * distance - 2.5 * style.thickness_px))


@given(sketches(), st.floats(0.1, 6))
@settings(max_examples=60, deadline=None)
def test_ink_is_the_printed_formula(sketch: Sketch, thickness_px: float) -> None:
    style = RasterStyle(STYLE.size_px, thickness_px)
    raster = rasterise(sketch, style)
    assert np.abs(raster.ink - naive_ink(sketch, style, raster.frame)).max() <= CUT_TAIL


@pytest.mark.parametrize("name", [name for name in DEGENERATE if name != "10,000 points"])
def test_ink_of_degenerate_sketches(name: str) -> None:
    sketch = DEGENERATE[name]
    raster = rasterise(sketch, STYLE)
    assert np.abs(raster.ink - naive_ink(sketch, STYLE, raster.frame)).max() <= CUT_TAIL
    assert raster.ink.any() == bool(sketch)


def test_10000_points_are_the_same_ink_as_every_tenth_of_them_nearly() -> None:
    (stroke,) = DEGENERATE["10,000 points"].strokes
    thinned = Sketch.from_polylines([[*stroke.points[:-1:10], stroke.points[-1]]])
    frame = Frame.fit(thinned, STYLE.size_px)
    dense = rasterise(DEGENERATE["10,000 points"], STYLE, frame).ink
    assert np.abs(dense - naive_ink(thinned, STYLE, frame)).max() < 0.05


def test_ink_in_a_frame_that_cuts_the_drawing() -> None:
    sketch, frame = DEGENERATE["off the canvas"], Frame(24.0, (-0.5, -0.5))
    ink = rasterise(sketch, STYLE, frame).ink
    assert np.abs(ink - naive_ink(sketch, STYLE, frame)).max() <= CUT_TAIL


def test_the_papers_line_is_half_ink_at_half_its_thickness() -> None:
    sketch = Sketch.from_polylines([[[0.1, 0.5], [0.9, 0.5]]])
    frame = Frame(100.0, (0.0, 0.4))  # the line lies 0.4 px below a row of pixels
    ink = rasterise(sketch, RasterStyle(100, 0.8), frame).ink
    assert ink[50, 50] == pytest.approx(0.5, abs=1e-9)


@given(sketches())
@settings(max_examples=40, deadline=None)
def test_trace_leads_back_to_the_nearest_piece(sketch: Sketch) -> None:
    raster = rasterise(sketch, STYLE)
    rows, columns = np.nonzero(raster.nearest >= 0)
    ends = raster.points_px[raster.segments.ends[raster.nearest[rows, columns]]]  # (n, 2, 2)
    u = raster.position[rows, columns][:, None]
    foot = ends[:, 0] + u * (ends[:, 1] - ends[:, 0])
    distance2 = ((foot - np.stack([columns, rows], 1)) ** 2).sum(1)
    assert np.allclose(distance2, raster.squared_px[rows, columns], rtol=1e-9, atol=1e-9)
    assert ((raster.nearest >= 0) == np.isfinite(raster.squared_px)).all()


@given(sketches())
@settings(max_examples=60, deadline=None)
def test_segments_are_the_drawn_pairs(sketch: Sketch) -> None:
    segments = Segments.of(sketch)
    assert [tuple(pair) for pair in segments.ends.tolist()] == drawn_pairs(sketch)
    owner = np.repeat(np.arange(len(sketch)), [len(s) for s in sketch.strokes])
    assert np.array_equal(owner[segments.ends[:, 0]], segments.stroke)


def naive_pixels(sketch: Sketch, size_px: int, frame: Frame) -> list[set[int]]:
    """Bresenham's lines by scikit-image, one set of flat pixel indices per stroke."""
    found = []
    for stroke in sketch.strokes:
        corners = np.rint(frame.to_px(stroke.points)).astype(int)
        pixels = set()
        for (ax, ay), (bx, by) in zip(
            corners, corners[1:] if len(stroke) > 1 else corners, strict=False
        ):
            rows, columns = line(ay, ax, by, bx)
            inside = (rows >= 0) & (rows < size_px) & (columns >= 0) & (columns < size_px)
            pixels |= set((rows * size_px + columns)[inside].tolist())
        found.append(pixels)
    return found


def check_pixels(sketch: Sketch, frame: Frame) -> None:
    pixels, starts = pixels_of_strokes(sketch, STYLE, frame)
    found = [pixels[a:b].tolist() for a, b in pairwise(starts)]
    assert all(len(set(part)) == len(part) for part in found)
    assert [set(part) for part in found] == naive_pixels(sketch, STYLE.size_px, frame)
    assert set(np.flatnonzero(hard_ink(sketch, STYLE, frame))) == set(pixels.tolist())


@given(sketches())
@settings(max_examples=100, deadline=None)
def test_pixels_are_bresenhams(sketch: Sketch) -> None:
    check_pixels(sketch, Frame.fit(sketch, STYLE.size_px))


@pytest.mark.parametrize("name", DEGENERATE)
def test_pixels_of_degenerate_sketches(name: str) -> None:
    sketch = DEGENERATE[name]
    check_pixels(sketch, Frame.fit(sketch, STYLE.size_px))
    check_pixels(sketch, Frame(24.0, (-0.5, -0.5)))


@pytest.mark.parametrize("size_px", [7, MAX_SIZE_PX + 1])
def test_style_refuses_sizes(size_px: int) -> None:
    with pytest.raises(SketchError, match=f"raster size {size_px} px; allowed are 8 to 2048"):
        RasterStyle(size_px)


@pytest.mark.parametrize("thickness_px", [0.0, -1.0, 16.5, math.nan])
def test_style_refuses_thickness(thickness_px: float) -> None:
    with pytest.raises(SketchError, match="allowed are over 0 to 16"):
        RasterStyle(64, thickness_px)
