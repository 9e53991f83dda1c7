import numpy as np
import pytest

from sketchapp.errors import SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.budget import most_salient, straightened
from sketchapp.sketch.geometry import ink_lengths, simplify
from tests.degenerate import DEGENERATE

SHARES = (0.0, 0.1, 0.5, 1.0)


def three_strokes() -> Sketch:
    """Horizontal lines of length 0.1, 0.2 and 0.3."""
    return Sketch.from_polylines(
        [
            np.array([[0.1, y], [0.1 + length, y]])
            for y, length in ((0.2, 0.1), (0.4, 0.2), (0.6, 0.3))
        ]
    )


def test_the_highest_values_come_first_and_the_last_stroke_is_cut() -> None:
    part = most_salient(three_strokes(), np.array([0.0, 2.0, 1.0]), 0.5)
    assert part.ids == tuple(three_strokes().ids[at] for at in (1, 2))
    assert np.allclose(ink_lengths(part), [0.2, 0.1])


def test_equal_values_keep_the_order_of_drawing() -> None:
    sketch = three_strokes()
    assert most_salient(sketch, np.zeros(3), 1.0).ids == sketch.ids


def test_every_stroke_needs_a_value() -> None:
    with pytest.raises(SketchError, match="2 values for 3 strokes"):
        most_salient(three_strokes(), np.zeros(2), 0.5)


def wave(n: int = 200) -> Sketch:
    """Two strokes: a sine of n points, and a finer one."""
    x = np.linspace(0.1, 0.9, n)
    lines = [np.column_stack([x, 0.5 + a * np.sin(f * x)]) for a, f in ((0.2, 20), (0.02, 60))]
    return Sketch.from_polylines(lines)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.3, 0.6])
def test_the_budget_of_points_is_met_by_the_finest_tolerance(share: float) -> None:
    sketch = wave()
    part = straightened(sketch, share)
    assert part.ids == sketch.ids
    tolerances = np.geomspace(1e-5, 1, 400)  # the naive twin: try them all
    counts = [sum(len(simplify(s, t)) for s in sketch.strokes) for t in tolerances]
    assert max(c for c in counts if c <= share * 400) <= len(part.points) <= share * 400


def test_strokes_become_straight_where_even_their_ends_are_too_many() -> None:
    part = straightened(wave(), 0.001)
    assert [len(stroke) for stroke in part.strokes] == [2, 2]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_from_0_to_1(share: float) -> None:
    with pytest.raises(SketchError, match="0 to 1 are allowed"):
        straightened(three_strokes(), share)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_degenerate_sketches(name: str, share: float) -> None:
    sketch = DEGENERATE[name]
    assert straightened(sketch, share).ids == sketch.ids
    part = most_salient(sketch, np.zeros(len(sketch)), share)
    assert set(part.ids) <= set(sketch.ids)
    if share == 1.0:
        assert part.ids == sketch.ids and straightened(sketch, share) is sketch
