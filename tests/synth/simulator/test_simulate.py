from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.raster import Segments
from sketchapp.synth.simulator.clean import CleanDrawing
from sketchapp.synth.simulator.fitted import HABITS, habits_of
from sketchapp.synth.simulator.habits import SCALED, Habits, HabitsError
from sketchapp.synth.simulator.polylines import Points, length_of
from sketchapp.synth.simulator.simulate import lines_of, simulate
from tests.degenerate import DEGENERATE
from tests.synth.simulator.made_drawings import CHAIR, chair

STILL = replace(Habits(), **dict.fromkeys(SCALED, 0.0))  # a hand without any habit
DIALS = (0.0, 0.25, 0.5, 0.75, 1.0)


def drawn(habits: Habits, dial: float = 1.0, seed: int = 0) -> list[Points]:
    return simulate(chair(), dial, habits, np.random.default_rng(seed))


def total_length(strokes: list[Points]) -> float:
    return sum(length_of(stroke) for stroke in strokes)


def ink_of_chair() -> shapely.Geometry:
    return shapely.MultiLineString([stroke for strokes in CHAIR.values() for stroke in strokes])


def both_ways(strokes: list[Points]) -> float:
    """The larger of the mean distances from simulated to clean ink and back, of the side."""
    clean = ink_of_chair()
    other = shapely.MultiLineString([stroke.tolist() for stroke in strokes])
    return float(max(mean_way(clean, other), mean_way(other, clean)))


def mean_way(line: shapely.Geometry, other: shapely.Geometry) -> float:
    places = line.segmentize(0.01)
    return float(np.mean(shapely.distance(shapely.points(shapely.get_coordinates(places)), other)))


def test_same_generator_same_sketch() -> None:
    one, again, other = drawn(Habits(), seed=3), drawn(Habits(), seed=3), drawn(Habits(), seed=4)
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert len(one) != len(other) or not np.allclose(one[0][0], other[0][0])


@pytest.mark.parametrize("habits", [Habits(), *HABITS.values()])
def test_careful_hand_stays_on_the_clean_strokes(habits: Habits) -> None:
    strokes = drawn(replace(habits, spacing=0.02), dial=0.0)
    assert len(strokes) == sum(len(strokes) for strokes in CHAIR.values())
    assert both_ways(strokes) < 0.003


@pytest.mark.parametrize("habits", [Habits(), *HABITS.values()])
def test_error_grows_with_abstraction(habits: Habits) -> None:
    means = [
        np.mean([both_ways(drawn(habits, dial, seed)) for seed in range(24)]) for dial in DIALS
    ]
    assert np.all(np.diff(means) > 0)


@pytest.mark.parametrize("sketch", DEGENERATE.values(), ids=DEGENERATE.keys())
@pytest.mark.parametrize("dial", [0.0, 0.5, 1.0])
def test_degenerate_strokes_give_a_sketch(sketch: Sketch, dial: float) -> None:
    strokes = [stroke.points for stroke in sketch.strokes]
    if not strokes:
        with pytest.raises(SketchError, match="at least one"):
            CleanDrawing.of(strokes, [])
        return
    clean = CleanDrawing.of(strokes, ["seat"] * len(strokes))
    for number, habits in enumerate([Habits(), *HABITS.values()]):
        result = simulate(clean, dial, habits, np.random.default_rng(number))
        assert 1 <= len(Sketch.from_polylines(result)) <= LIMITS.strokes
        low, high = sketch.points.min(0), sketch.points.max(0)
        slack = max(float((high - low).max()), 1e-3)
        points = np.concatenate(result)
        assert (points > low - slack).all()
        assert (points < high + slack).all()


def test_names_and_strokes_must_fit() -> None:
    with pytest.raises(SketchError, match="1 strokes with 2 part names"):
        CleanDrawing.of([np.zeros((2, 2))], ["seat", "leg"])


@pytest.mark.parametrize("dial", [-0.1, 1.1, float("nan")])
def test_dial_has_bounds(dial: float) -> None:
    with pytest.raises(HabitsError, match="abstraction"):
        drawn(Habits(), dial)


def test_a_hand_without_habits_draws_the_clean_strokes() -> None:
    assert both_ways(drawn(STILL)) < 0.003


def test_omitting_leaves_details_out_first() -> None:
    few = drawn(replace(STILL, omit=0.45))
    assert 0 < len(few) < len(drawn(STILL))
    assert total_length(few) > 0.8 * total_length(drawn(STILL))  # what is missing is small


def test_thin_parts_become_one_line() -> None:
    assert len(drawn(replace(STILL, thin=0.1))) == len(drawn(STILL)) - 3  # two legs and the seat


def test_joining_makes_strokes_fewer_and_keeps_the_ink() -> None:
    meeting = [np.array([[0.1, 0.1], [0.9, 0.1]]), np.array([[0.9, 0.1], [0.9, 0.9]])]
    clean = CleanDrawing.of(meeting, ["back", "seat"])
    rng = np.random.default_rng(0)
    (one,) = simulate(clean, 1.0, replace(STILL, join_other=1.0), rng)
    assert length_of(one) == pytest.approx(1.6, rel=0.02)
    assert len(simulate(clean, 1.0, replace(STILL, join_part=1.0), rng)) == 2


def test_splitting_makes_strokes_more_and_keeps_the_ink() -> None:
    cut = drawn(replace(STILL, split=2.0))
    assert len(cut) > len(drawn(STILL))
    assert total_length(cut) == pytest.approx(total_length(drawn(STILL)), rel=0.02)


def test_redrawing_adds_ink() -> None:
    again = drawn(replace(STILL, redraw=1.0))
    assert len(again) > len(drawn(STILL))
    assert total_length(again) > 1.1 * total_length(drawn(STILL))


@pytest.mark.parametrize(
    "habit",
    ["proportion", "slant", "warp", "shift", "scale", "turn", "bow", "tremor", "overshoot"],
)
def test_each_error_moves_the_lines(habit: str) -> None:
    still = drawn(STILL)
    moved = drawn(replace(STILL, **{habit: 0.02 if habit == "tremor" else 0.05}))
    assert len(moved) == len(still)
    assert both_ways(moved) > 2 * both_ways(still)


def test_rounding_cuts_corners() -> None:
    turned = [_sharpest(drawn(replace(STILL, rounding=amount))) for amount in (0.0, 0.05)]
    assert turned[1] < 0.6 * turned[0]


def _sharpest(strokes: list[Points]) -> float:
    """The largest turn at one point of any long stroke, rad."""
    turns = []
    for stroke in strokes:
        if length_of(stroke) > 0.5:
            steps = np.diff(stroke, axis=0)
            angle = np.arctan2(steps[:, 1], steps[:, 0])
            turns.append(np.abs((np.diff(angle) + np.pi) % (2 * np.pi) - np.pi).max())
    return float(max(turns))


@pytest.mark.parametrize(("habit", "axis"), [("top_first", 1), ("left_first", 0)])
def test_order_follows_its_habit(habit: str, axis: int) -> None:
    calm = replace(STILL, **dict.fromkeys(["big_first", "top_first", "left_first"], 0.0))
    calm = replace(calm, near_next=0.0, order_noise=0.0)
    for sign in (1.0, -1.0):
        places = [s.mean(0)[axis] for s in drawn(replace(calm, **{habit: sign}))]
        assert np.all(np.diff(places) * sign > -1e-9)


def test_spacing_is_that_of_the_device() -> None:
    for spacing in (0.02, 0.06):
        longest = max(drawn(replace(STILL, spacing=spacing)), key=length_of)
        steps = np.hypot(*np.diff(longest, axis=0).T)
        assert np.median(steps) == pytest.approx(0.7 * spacing, rel=0.2)  # the chair is 0.7 high


def test_lines_of_equals_the_lines_of_a_sketch() -> None:
    strokes = drawn(Habits(), 0.5)
    found, twin = lines_of(strokes), Segments.of(Sketch.from_polylines(strokes))
    assert np.array_equal(found.points, np.concatenate(strokes))
    assert np.array_equal(found.segments.ends, twin.ends)
    assert np.array_equal(found.segments.stroke, twin.stroke)


def test_other_categories_use_the_average() -> None:
    chair_habits, shoe, lamp = (habits_of(name) for name in ("chair", "shoe", "lamp"))
    assert lamp.shift == pytest.approx((chair_habits.shift + shoe.shift) / 2)
