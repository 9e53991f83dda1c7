from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from sketchapp.attribution.score import evaluate
from sketchapp.cleaning import CleaningRule, Part, clean, without_parts
from sketchapp.cleaning.clean import PICTURES_AT_ONCE
from sketchapp.sketch import Frame, Sketch, rasterise
from tests.attribution.toys import random_sketch
from tests.cleaning.made_scores import STYLE, LikenessTo, dense, square
from tests.degenerate import DEGENERATE

SCRIBBLE = dense([[0.3, 0.2], [0.7, 0.35], [0.3, 0.3], [0.7, 0.2]])
GRANULARITIES = ["sla", "psla"]


def score_of(sketch: Sketch, score: LikenessTo, frame: Frame | None = None) -> float:
    with torch.no_grad():
        return evaluate(score, rasterise(sketch, STYLE, frame).ink).item()


def test_the_stroke_that_does_not_belong_is_flagged_and_no_other() -> None:
    score = LikenessTo(square())
    found = clean(square(SCRIBBLE), score, style=STYLE)
    assert found.parts == (Part(2, 0, len(SCRIBBLE) - 1),)
    assert found.flags[0].value < 0 < found.flags[0].gain
    assert found.before < found.after
    left = without_parts(square(SCRIBBLE), found.parts)
    assert found.after == pytest.approx(score_of(left, score), abs=1e-6)
    assert clean(square(), score, style=STYLE).flags == ()


def test_the_part_that_runs_on_is_flagged_and_no_other() -> None:
    run_on = np.concatenate([dense([[0.1, 0.5], [0.9, 0.5]]), dense([[0.9, 0.5], [0.2, 0.8]])])
    sketch = Sketch.from_polylines([square().strokes[0].points, run_on])
    found = clean(sketch, LikenessTo(square()), CleaningRule("psla"), STYLE)
    assert {part.stroke_id for part in found.parts} == {1}
    assert all(part.first >= 38 for part in found.parts)  # from about where it turns
    assert found.after > found.before


def test_a_stroke_that_reaches_beyond_the_rest_is_flagged_in_its_own_frame() -> None:
    whisker = dense([[0.9, 0.1], [1.4, 0.0]])
    found = clean(square(whisker), LikenessTo(square()), style=STYLE)
    for part in found.parts:  # helpful with the ink where it was, and drawn anew
        left = without_parts(square(whisker), [part])
        assert score_of(left, LikenessTo(square())) > found.before


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_no_flag_lowers_the_score_and_all_together_do_not_either(granularity: str) -> None:
    rng = np.random.default_rng(3)
    flagged = 0
    for _ in range(10):
        sketch, score = random_sketch(rng, 8, 12), LikenessTo(random_sketch(rng, 8, 12))
        found = clean(sketch, score, CleaningRule(granularity), STYLE)  # type: ignore[arg-type]
        whole = Frame.fit(sketch, STYLE.size_px, STYLE.ink_share)
        assert found.before == pytest.approx(score_of(sketch, score))
        for flag in found.flags:
            left = without_parts(sketch, [flag.part])
            scores = [score_of(left, score), score_of(left, score, whole)]
            assert min(scores) - found.before == pytest.approx(flag.gain, abs=1e-6)
            assert min(scores) > found.before
        left = without_parts(sketch, found.parts)
        assert left and score_of(left, score) >= found.after - 1e-6 >= found.before - 1e-6
        gains = [flag.gain for flag in found.flags]
        assert gains == sorted(gains, reverse=True)
        flagged += len(gains)
    assert flagged > 10


def test_kept_strokes_are_not_flagged() -> None:
    sketch = square(SCRIBBLE)
    assert clean(sketch, LikenessTo(square()), style=STYLE, kept={2}).parts == ()


class Unwilling(LikenessTo):
    """Dislikes all ink: blank paper is best."""

    def __call__(self, images: Tensor, /) -> Tensor:
        return -(1 - images).sum((1, 2, 3))


def test_never_is_everything_removed() -> None:
    sketch = square(SCRIBBLE)
    found = clean(sketch, Unwilling(square()), CleaningRule(delta=-0.5), STYLE)
    assert without_parts(sketch, found.parts)
    alone = Sketch(sketch.strokes[:1])
    for granularity in GRANULARITIES:
        rule = CleaningRule(granularity, delta=-0.5)  # type: ignore[arg-type]
        found = clean(alone, Unwilling(square()), rule, STYLE)
        assert without_parts(alone, found.parts)


class Counting(LikenessTo):
    """Remembers how many pictures each call had."""

    sizes: list[int]

    def __call__(self, images: Tensor, /) -> Tensor:
        self.sizes.append(len(images))
        return super().__call__(images)


def test_pictures_come_in_small_batches_and_proposals_are_bounded() -> None:
    score = Counting(square())
    score.sizes = []
    rows = [dense([[0.2, y], [0.8, y]]) for y in np.linspace(0.2, 0.8, 12)]
    clean(square(*rows), score, CleaningRule(delta=-0.4, most=6), STYLE)
    assert score.sizes[0] == 1 and max(score.sizes) <= PICTURES_AT_ONCE
    assert sum(score.sizes) <= 1 + 2 * 6 + 2 * 5


@pytest.mark.parametrize("granularity", GRANULARITIES)
@pytest.mark.parametrize("name", DEGENERATE)
def test_every_sketch_can_be_cleaned(name: str, granularity: str) -> None:
    sketch = DEGENERATE[name]
    rule = CleaningRule(granularity, most=4)  # type: ignore[arg-type]
    found = clean(sketch, LikenessTo(square()), rule, STYLE)
    assert found.after >= found.before
    assert bool(without_parts(sketch, found.parts)) == bool(sketch)
