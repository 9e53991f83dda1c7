import numpy as np
import pytest
import torch

from sketchapp.attribution import attribute, leave_one_out, scores_of_parts
from sketchapp.errors import SketchAppError
from sketchapp.sketch import Frame, RasterStyle, Sketch, rasterise
from tests.attribution.toys import LinearScore, mixed_sketches, weights_of

STYLE = RasterStyle(64)
APART = Sketch.from_polylines(
    [[[0.1, 0.1], [0.4, 0.1]], [[0.1, 0.5], [0.9, 0.5]], [[0.1, 0.9], [0.2, 0.9]]]
)


@pytest.fixture
def score():
    return LinearScore(weights_of(np.random.default_rng(0), 64))


def test_strokes_apart_add_to_a_linear_score_what_psla_says(score):
    fine = attribute(APART, score, "psla", STYLE)
    by_stroke = fine.values.reshape(3, 2).sum(1)
    np.testing.assert_allclose(leave_one_out(APART, score, STYLE), by_stroke, atol=1e-5)


def test_a_stroke_drawn_twice_adds_nothing(score):
    line = [[0.1, 0.1], [0.8, 0.6]]
    twice = Sketch.from_polylines([line, [[0.1, 0.9], [0.9, 0.9]], line])
    added = leave_one_out(twice, score, STYLE)
    assert added[0] == added[2] == 0.0
    assert added[1] != 0.0


@pytest.mark.parametrize("sketch", mixed_sketches())
def test_every_sketch_gets_one_finite_number_per_stroke(sketch, score):
    added = leave_one_out(sketch, score, STYLE)
    assert added.shape == (len(sketch),)
    assert np.isfinite(added).all()


def test_parts_keep_the_frame_of_the_whole(score):
    frame = Frame.fit(APART, 64)
    alone = rasterise(APART.keep([2]), STYLE, frame)
    kept = np.array([[False, False, True]])
    expected = (alone.ink * score.weights.numpy()).sum()
    assert scores_of_parts(APART, score, kept, STYLE)[0] == pytest.approx(expected, abs=1e-5)


def test_equal_parts_are_scored_once_and_no_part_is_blank_paper():
    seen = []

    def ink_of(images):
        seen.append(len(images))
        return (1 - images[:, 0]).sum((1, 2))

    kept = np.array([[True] * 3, [False] * 3, [True] * 3, [False] * 3])
    scores = scores_of_parts(APART, ink_of, kept, STYLE)
    assert sum(seen) == 2
    assert scores[0] == scores[2] > 0
    assert scores[1] == scores[3] == 0


@pytest.mark.parametrize("batch", [1, 2, 64])
def test_the_batch_changes_nothing(score, batch):
    alone = leave_one_out(APART, score, STYLE, batch=batch)
    np.testing.assert_allclose(alone, leave_one_out(APART, score, STYLE), atol=1e-12)


def test_no_graph_is_kept():
    weight = torch.ones(1, requires_grad=True)
    seen = []

    def score(images):
        seen.append(images.mean((1, 2, 3)) * weight)
        return seen[-1]

    leave_one_out(APART, score, STYLE)
    assert not any(values.requires_grad for values in seen)


def test_a_part_needs_a_column_per_stroke(score):
    with pytest.raises(SketchAppError, match=r"shape \(1, 2\)"):
        scores_of_parts(APART, score, np.ones((1, 2), bool))
