import numpy as np
import pytest
from scipy.spatial import KDTree

from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.geometry.paths import resampled
from sketchapp.synth.geometry.primitives import Rect, tube
from sketchapp.synth.photo.camera import PHOTO_PX, framed
from sketchapp.synth.strokes.trace import Stroke, trace
from tests.synth.made_products import block, chair, front_view, part, side_view


def ink(strokes: tuple[Stroke, ...]) -> np.ndarray:
    """Points (n, 2) every fifth of a pixel along all strokes."""
    lengths = [np.linalg.norm(np.diff(s.points, axis=0), axis=1).sum() for s in strokes]
    return np.concatenate(
        [resampled(s.points, int(n * 5) + 2) for s, n in zip(strokes, lengths, strict=True)]
    )


def test_a_box_seen_from_a_corner_has_its_nine_edges() -> None:
    crate = [block("crate", (0.4, 0.5, 0.6), (0, 0, 0))]
    camera = side_view(crate)
    corners = np.array([[x, y, z] for x in (-0.2, 0.2) for y in (-0.25, 0.25) for z in (0, 0.6)])
    flat, _ = camera.project(corners)
    hidden = int(np.argmin(-corners @ camera.forward - 1e-9))
    edges = [
        (a, b)
        for a in range(8)
        for b in range(a)
        if (corners[a] != corners[b]).sum() == 1 and hidden not in (a, b)
    ]
    drawn = ink(trace(crate, camera).strokes)
    wanted = np.concatenate([np.linspace(flat[a], flat[b], 200) for a, b in edges])
    assert len(edges) == 9
    assert KDTree(drawn).query(wanted)[0].max() < 2.5
    assert KDTree(wanted).query(drawn)[0].max() < 1.5


def test_strokes_are_finite_named_ordered_by_part_and_inside_the_photo() -> None:
    parts = chair()
    tracing = trace(parts, side_view(parts))
    names = [stroke.part for stroke in tracing.strokes]
    assert set(names) <= {p.name for p in parts}
    rank = {p.name: p.order for p in parts}
    assert [rank[n] for n in names] == sorted(rank[n] for n in names)
    points = np.concatenate([stroke.points for stroke in tracing.strokes])
    assert np.isfinite(points).all() and points.min() > 0 and points.max() < PHOTO_PX
    assert 0.03 < tracing.cover.mean() < 0.6


@pytest.mark.parametrize("count", [5, 9, 13])
def test_every_spindle_is_one_stroke(count: int) -> None:
    parts = chair(count)
    names = [stroke.part for stroke in trace(parts, side_view(parts)).strokes]
    for i in range(count):
        assert names.count(f"spindle_{i}") == 1


def bars(width_m: float) -> list[Part]:
    """A long plank behind an upright bar of the given width."""
    plank = part("plank", tube([[-0.5, 0.2, 0.5], [0.5, 0.2, 0.5]], Rect(0.2, 0.02)), 0)
    return [plank, block("bar", (width_m, 0.05, 1.0), (0, 0, 0), 1)]


@pytest.mark.parametrize("width_m", [0.06, 0.1, 0.3])
def test_no_stroke_is_drawn_across_a_bar_in_front(width_m: float) -> None:
    parts = bars(width_m)
    camera = front_view(parts)
    strokes = tuple(s for s in trace(parts, camera).strokes if s.part == "plank")
    sides, _ = camera.project(np.array([[-width_m / 2, 0, 0.5], [width_m / 2, 0, 0.5]]))
    x = ink(strokes)[:, 0]
    assert not ((x > sides[0, 0] + 1) & (x < sides[1, 0] - 1)).any()
    assert len(strokes) >= 2


def test_an_outline_shared_by_two_parts_has_no_gaps() -> None:
    """Blocks end to end, flush: their common outline must be drawn all around."""
    row = [block(f"b{i}", (0.1, 0.1, 0.1 + 1e-4 * (i % 2)), (0.1 * i, 0, 0)) for i in range(8)]
    camera = framed(row, 20, 15, 3)
    drawn = KDTree(ink(trace(row, camera).strokes))
    outline, _ = camera.project(np.linspace([-0.05, -0.05, 0.1], [0.75, -0.05, 0.1], 400))
    assert drawn.query(outline)[0].max() < 2.0


def test_tracing_twice_gives_the_same_strokes() -> None:
    parts = chair()
    first, second = (trace(parts, side_view(parts)).strokes for _ in range(2))
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        assert a.part == b.part and np.array_equal(a.points, b.points)
