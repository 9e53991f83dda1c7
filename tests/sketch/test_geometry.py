from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch, Stroke
from sketchapp.sketch.geometry import (
    DOT_LENGTH,
    bounds,
    ink_lengths,
    length,
    prefix,
    resample,
    reverse,
    simplify,
)
from tests.degenerate import DEGENERATE
from tests.sketch.drawn import sketches, strokes

CORNER = Stroke(
    5,
    np.array([[0.0, 0.0], [0.3, 0.0], [0.3, 0.4]]),
    time_ms=np.array([100.0, 400.0, 800.0]),
    pressure=np.array([0.0, 0.3, 0.7]),
    pointer="pen",
)
SHARES = st.floats(0, 1)


def test_lengths_of_a_corner_and_of_dots() -> None:
    assert length(CORNER) == pytest.approx(0.7)
    sketch = Sketch((CORNER, Stroke(6, np.zeros((1, 2))), Stroke(7, np.ones((3, 2)))))
    assert ink_lengths(sketch) == pytest.approx([0.7, DOT_LENGTH, DOT_LENGTH])


@given(strokes())
@settings(deadline=None)
def test_length_agrees_with_shapely(stroke: Stroke) -> None:
    assume(len(stroke) > 1)
    assert length(stroke) == pytest.approx(shapely.LineString(stroke.points).length)


def test_bounds() -> None:
    assert bounds(Sketch((CORNER,))) == (0.0, 0.0, 0.3, 0.4)
    with pytest.raises(SketchError, match="no bounds"):
        bounds(Sketch())


def test_resample_interpolates_time_and_pressure() -> None:
    halves = resample(CORNER, n=8)
    assert halves.points[:4, 0] == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert halves.points[3:, 1] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert halves.time_ms == pytest.approx([100, 200, 300, 400, 500, 600, 700, 800])
    assert halves.pressure == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    assert (halves.id, halves.pointer) == (5, "pen")
    assert resample(CORNER, spacing=0.1) == halves


@given(strokes(), st.integers(1, 50))
@settings(deadline=None)
def test_resample_gives_n_points_and_keeps_the_ends(stroke: Stroke, n: int) -> None:
    new = resample(stroke, n=n)
    assert len(new) == n
    assert new.points[0].tolist() == stroke.points[0].tolist()
    if n > 1:
        assert new.points[-1].tolist() == stroke.points[-1].tolist()


@given(strokes())
@settings(max_examples=50, deadline=None)
def test_resampled_length_is_close_and_never_longer(stroke: Stroke) -> None:
    fine = resample(stroke, spacing=0.005)
    assert length(fine) <= length(stroke) + 1e-9
    assert length(fine) == pytest.approx(length(stroke), abs=0.005 * len(stroke))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give either"),
        ({"n": 3, "spacing": 0.1}, "give either"),
        ({"n": 0}, "would get 0 points"),
        ({"n": LIMITS.points_per_stroke + 1}, "10000 are allowed"),
        ({"spacing": 1e-9}, "would get 10001 points"),
        ({"spacing": 0.0}, "a length over 0"),
        ({"spacing": math.nan}, "a length over 0"),
    ],
)
def test_resample_refuses(options: dict[str, float], message: str) -> None:
    with pytest.raises(SketchError, match=message):
        resample(CORNER, **options)  # type: ignore[arg-type]


def test_simplify_drops_what_lies_on_the_line() -> None:
    points = np.array([[0, 0], [0.25, 0.001], [0.5, 0], [0.5, 0.5]])
    stroke = Stroke(2, points, time_ms=np.array([0.0, 10, 20, 30]))
    thin = simplify(stroke, 0.01)
    assert thin.points.tolist() == [[0, 0], [0.5, 0], [0.5, 0.5]]
    assert thin.time_ms.tolist() == [0, 20, 30]
    assert simplify(stroke, 0.0001) == stroke


@given(strokes(), st.floats(0, 3))
@settings(deadline=None)
def test_simplify_keeps_ends_and_stays_near(stroke: Stroke, tolerance: float) -> None:
    thin = simplify(stroke, tolerance)
    rows = {
        (*p, t, q)
        for p, t, q in zip(stroke.points.tolist(), stroke.time_ms, stroke.pressure, strict=True)
    }
    kept = [
        (*p, t, q)
        for p, t, q in zip(thin.points.tolist(), thin.time_ms, thin.pressure, strict=True)
    ]
    assert set(kept) <= rows
    assert thin.points[[0, -1]].tolist() == stroke.points[[0, -1]].tolist()
    line = shapely.LineString(np.concatenate([thin.points, thin.points[-1:]]))
    with np.errstate(divide="ignore", invalid="ignore"):  # where the line is a point
        assert shapely.distance(line, shapely.points(stroke.points)).max() <= tolerance + 1e-9


@pytest.mark.parametrize("tolerance", [-0.1, math.nan, math.inf])
def test_simplify_refuses(tolerance: float) -> None:
    with pytest.raises(SketchError, match="a length of 0 or more"):
        simplify(CORNER, tolerance)


def test_prefix_cuts_the_stroke_in_which_it_ends() -> None:
    first = Stroke(1, np.array([[0.0, 0.0], [0.0, 0.7]]))
    start = prefix(Sketch((first, CORNER)), 0.75)
    assert start.ids == (1, 5)
    assert start.strokes[0] == first
    cut = start.strokes[1]
    assert cut.points == pytest.approx(np.array([[0.0, 0.0], [0.3, 0.0], [0.3, 0.05]]))
    assert cut.time_ms == pytest.approx([100, 400, 450])
    assert cut.pressure == pytest.approx([0, 0.3, 0.35])
    assert cut.pointer == "pen"


def test_prefix_of_dots_shows_them_one_by_one() -> None:
    dots = Sketch.from_polylines([[[i / 10, 0.5]] for i in range(4)])
    assert [len(prefix(dots, share)) for share in (0, 0.1, 0.25, 0.5, 0.9, 1)] == [0, 1, 1, 2, 4, 4]


@given(sketches(), SHARES, SHARES)
@settings(max_examples=200, deadline=None)
def test_prefix_grows_with_its_share(sketch: Sketch, a: float, b: float) -> None:
    assert prefix(sketch, 0) == Sketch()
    assert prefix(sketch, 1) == sketch
    less, more = prefix(sketch, min(a, b)), prefix(sketch, max(a, b))
    assert less.ids == more.ids[: len(less)]
    assert less.strokes[:-1] == more.strokes[: max(len(less) - 1, 0)]
    assert more.ids == sketch.ids[: len(more)]
    for part in (less, more):
        for cut, whole in zip(part.strokes, sketch.strokes, strict=False):
            assert cut.points[:-1].tolist() == whole.points[: len(cut) - 1].tolist()
    assert sum(map(length, less.strokes)) <= sum(map(length, more.strokes)) + 1e-9


@given(sketches(), SHARES)
@settings(deadline=None)
def test_prefix_has_its_share_of_ink(sketch: Sketch, share: float) -> None:
    assume(all(length(stroke) > DOT_LENGTH for stroke in sketch.strokes))
    whole = sum(map(length, sketch.strokes))
    assert sum(map(length, prefix(sketch, share).strokes)) == pytest.approx(share * whole, abs=1e-9)


@pytest.mark.parametrize("share", [-0.01, 1.01, math.nan])
def test_prefix_refuses(share: float) -> None:
    with pytest.raises(SketchError, match="0 to 1 are allowed"):
        prefix(Sketch(), share)


def test_reverse_is_drawn_from_the_end_in_the_same_time() -> None:
    back = reverse(CORNER)
    assert back.points.tolist() == CORNER.points[::-1].tolist()
    assert back.time_ms.tolist() == [100, 500, 800]
    assert back.pressure.tolist() == [0.7, 0.3, 0.0]
    assert reverse(back) == CORNER


@given(strokes())
@settings(deadline=None)
def test_reverse_twice_is_the_same_line(stroke: Stroke) -> None:
    twice = reverse(reverse(stroke))
    assert twice.points.tolist() == stroke.points.tolist()
    assert np.allclose(twice.time_ms, stroke.time_ms)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches(name: str) -> None:
    sketch = DEGENERATE[name]
    assert len(ink_lengths(sketch)) == len(sketch)
    assert (ink_lengths(sketch) >= DOT_LENGTH).all()
    for share in (0.0, 1e-12, 0.3, 0.999999, 1.0):
        assert set(prefix(sketch, share).ids) <= set(sketch.ids)
    for stroke in sketch.strokes:
        for new in (
            resample(stroke, n=16),
            resample(stroke, spacing=0.1),
            simplify(stroke, 0.01),
            reverse(stroke),
        ):
            assert new.id == stroke.id
            assert length(new) <= length(stroke) + 1e-9
    if sketch:
        left, top, right, bottom = bounds(sketch)
        assert (left, top) == tuple(sketch.points.min(0))
        assert (right, bottom) == tuple(sketch.points.max(0))
