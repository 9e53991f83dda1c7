import numpy as np
import pytest

from sketchapp.attribution import faithfulness_of
from sketchapp.attribution.faithfulness import RANKINGS, RankingFigures, parts_on_curves
from sketchapp.sketch import RasterStyle, Sketch
from tests.attribution.toys import LinearScore, mixed_sketches, weights_of

STYLE = RasterStyle(64)
LINES = Sketch.from_polylines([[[0.1, y], [0.5, y]] for y in (0.1, 0.3, 0.5, 0.7, 0.9)])


def rows_score(values):
    """F gives each line of LINES its value: the weights of the band of rows around it."""
    weights = np.zeros((64, 64))
    for line, value in enumerate(values):
        centre = 31.5 + (line - 2) * 0.742 * 64 / 4  # the lines fill the frame from top to bottom
        rows = np.abs(np.arange(64) - centre) < 5
        weights[rows] = value
    return LinearScore(weights)


def areas_of(measured, name):
    """Areas under the deletion and insertion curves, defined."""
    figures = measured.figures[name]
    assert figures.deletion is not None
    assert figures.insertion is not None
    return figures.deletion, figures.insertion


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_linear_score_of_equal_lines_apart_is_explained_perfectly(rng):
    """Values 1, 4, 2, 8, 3: F falls 8, 4, 3, 2, 1 of 18 in turn; the areas follow by hand."""
    measured = faithfulness_of(LINES, rows_score([1, 4, 2, 8, 3]), STYLE, rng)
    left = np.array([18, 10, 6, 3, 1, 0]) / 18
    area = np.trapezoid(left, dx=1 / 5)
    for name in ("sla", "psla", "leave-one-out"):
        assert measured.figures[name].correlation == 1.0
        assert measured.figures[name].deletion == pytest.approx(area, abs=0.01)
        assert measured.figures[name].insertion == pytest.approx(1 - area, abs=0.01)
    drawn = np.trapezoid(np.array([18, 17, 13, 11, 3, 0]) / 18, dx=1 / 5)
    assert measured.figures["drawn"].deletion == pytest.approx(drawn, abs=0.01)
    assert measured.figures["drawn"].correlation == pytest.approx(-0.5)


def test_the_worst_ranking_deletes_late_and_inserts_late(rng):
    measured = faithfulness_of(LINES, rows_score([1, 2, 3, 4, 8]), STYLE, rng)
    assert measured.figures["drawn"].correlation == -1.0
    best, chance, worst = (areas_of(measured, name) for name in ("sla", "random", "drawn"))
    assert best[0] < chance[0] < worst[0]
    assert best[1] > chance[1] > worst[1]


def test_longer_strokes_first_is_the_length_ranking(rng):
    lines = Sketch.from_polylines([[[0.1, y], [0.1 + y, y]] for y in (0.2, 0.5, 0.8)])
    measured = faithfulness_of(lines, LinearScore(np.ones((64, 64))), STYLE, rng)
    assert measured.figures["length"].correlation == 1.0
    assert measured.figures["length"].deletion == measured.figures["leave-one-out"].deletion


@pytest.mark.parametrize("sketch", mixed_sketches())
def test_every_sketch_gets_every_ranking_within_bounds(sketch, rng):
    score = LinearScore(weights_of(np.random.default_rng(1), 64))
    measured = faithfulness_of(sketch, score, STYLE, rng)
    assert set(measured.figures) == set(RANKINGS)
    assert measured.n_strokes == len(sketch)
    for name, figures in measured.figures.items():
        if len(sketch) < 2:
            assert figures == RankingFigures(None, None, None)
        else:
            assert all(0 <= area <= 1 for area in areas_of(measured, name))
        if len(sketch) < 3:
            assert figures.correlation is None


def test_a_score_that_never_changes_has_no_faithful_ranking(rng):
    measured = faithfulness_of(LINES, LinearScore(np.zeros((64, 64))), STYLE, rng)
    assert set(measured.figures.values()) == {RankingFigures(None, None, None)}


def test_the_generator_decides_the_random_orders():
    score = rows_score([1, 4, 2, 8, 3])
    first, again, other = (
        faithfulness_of(LINES, score, STYLE, np.random.default_rng(seed)).figures["random"]
        for seed in (0, 0, 1)
    )
    assert first == again != other


def test_curves_take_strokes_from_the_highest_value_to_the_lowest():
    kept = parts_on_curves(np.array([[1.0, 9.0, 5.0]]), np.array([0, 1, 2, 3]))
    deletion, insertion = kept[0].astype(int).tolist()
    assert deletion == [[1, 1, 1], [1, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert insertion == [[0, 0, 0], [0, 1, 0], [0, 1, 1], [1, 1, 1]]


def test_many_strokes_go_several_at_a_step(rng):
    seen = []

    def score(images):
        seen.append(len(images))
        return (1 - images[:, 0]).sum((1, 2))

    lines = Sketch.from_polylines([[[0.1, y], [0.5, y]] for y in np.linspace(0, 1, 60)])
    measured = faithfulness_of(lines, score, STYLE, rng)
    orders = len(RANKINGS) - 1 + 5
    assert sum(seen) <= 1 + 61 + orders * 2 * 19 + 2
    assert measured.figures["random"].deletion == pytest.approx(0.5, abs=0.1)
