from __future__ import annotations

import numpy as np
import pytest

from sketchapp.cleaning import CleaningRule
from sketchapp.cleaning.proposals import low_runs, propose, scaled
from sketchapp.errors import SketchAppError
from sketchapp.sketch import LIMITS, RasterStyle, Sketch, Stroke, rasterise
from tests.degenerate import DEGENERATE

LINE = Stroke(0, np.column_stack([np.linspace(0, 1, 11), np.zeros(11)]))  # pieces of 0.1


def low(marks: str) -> np.ndarray:
    return np.array([mark == "x" for mark in marks])


@pytest.mark.parametrize(
    ("marks", "cuts"),
    [
        ("...........", ()),
        ("...xxxx....", ((3, 7),)),
        ("xxxx.......", ((0, 4),)),
        (".......xxxx", ((7, 10),)),
        ("xxxxxxxxxxx", ((0, 10),)),
        ("...x.......", ()),  # too short to be cut out
        ("...xxx.xxx.", ((3, 10),)),  # what would be left between and behind is too short to stay
        (".xxxx......", ((0, 5),)),  # so is what would be left before
        ("xxx....xxx.", ((0, 3), (7, 10))),
    ],
)
def test_runs_are_cut_without_crumbs(marks: str, cuts: tuple) -> None:
    assert low_runs(LINE, low(marks), 0.25) == cuts


def test_no_piece_is_shorter_than_a_crumb_whatever_is_marked() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        steps = rng.uniform(0.01, 0.1, 30)
        stroke = Stroke(0, np.column_stack([np.cumsum(steps) / 3, np.zeros(30)]))
        lengths = np.hypot(*np.diff(stroke.points, axis=0).T)
        cuts = low_runs(stroke, rng.random(30) < 0.5, 0.1)
        lifted = np.zeros(29, bool)
        for first, last in cuts:
            lifted[first:last] = True
        edges = np.flatnonzero(np.diff(lifted)) + 1
        if lifted.any():
            assert min(part.sum() for part in np.split(lengths, edges)) >= 0.1 - 1e-12


def test_values_are_scaled_within_the_sketch() -> None:
    assert scaled(np.array([-2.0, 0.0, 2.0])).tolist() == [0, 0.5, 1]
    assert scaled(np.array([3.0, 3.0])).tolist() == [0.5, 0.5]
    assert scaled(np.array([7.0])).tolist() == [0.5]
    assert scaled(np.zeros(0)).shape == (0,)


def test_proposals_are_those_under_the_threshold_lowest_first() -> None:
    rows = [[[0.1, y], [0.9, y]] for y in (0.1, 0.3, 0.5, 0.7, 0.9)]
    sketch, style = Sketch.from_polylines(rows), RasterStyle(64)
    raster = rasterise(sketch, style)
    gradient = np.zeros((64, 64))
    middles = raster.points_px[::2, 1].round().astype(int)
    gradient[middles] = np.array([1.0, -1.0, 0.5, -0.7, -0.5])[:, None]
    found = propose(sketch, raster, gradient, CleaningRule("sla"))
    assert [one.part.stroke_id for one in found] == [1, 3]  # scaled: 1, 0, 0.75, 0.15, 0.25
    assert found[0].value < found[1].value < 0
    assert len(propose(sketch, raster, gradient, CleaningRule("sla", most=1))) == 1
    kept = propose(sketch, raster, gradient, CleaningRule("sla"), kept={1})
    assert [one.part.stroke_id for one in kept] == [3]
    wide = propose(sketch, raster, gradient, CleaningRule("sla", delta=0.2))
    assert [one.part.stroke_id for one in wide] == [1, 3, 4]


@pytest.mark.parametrize("granularity", ["sla", "psla"])
@pytest.mark.parametrize("name", DEGENERATE)
def test_every_sketch_can_be_asked_about(name: str, granularity: str) -> None:
    sketch = DEGENERATE[name]
    raster = rasterise(sketch, RasterStyle(48))
    gradient = np.random.default_rng(1).normal(size=(48, 48))
    found = propose(sketch, raster, gradient, CleaningRule(granularity))  # type: ignore[arg-type]
    assert {one.part.stroke_id for one in found} <= set(sketch.ids)
    if granularity == "psla":
        assert len(found) + len(sketch) <= max(LIMITS.strokes, len(sketch))


def test_wrong_rules_are_refused() -> None:
    for wrong in (
        {"granularity": "points"},
        {"delta": 0.6},
        {"delta": float("nan")},
        {"most": 0},
        {"crumb": -1},
    ):
        with pytest.raises(SketchAppError):
            CleaningRule(**wrong)  # type: ignore[arg-type]
