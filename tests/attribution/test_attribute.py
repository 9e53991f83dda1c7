import numpy as np
import pytest
import torch

from sketchapp.attribution import Method, attribute, attribute_gradient
from sketchapp.errors import SketchAppError
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from tests.attribution.toys import LinearScore, mixed_sketches, weights_of

STYLE = RasterStyle(64)
METHODS: tuple[Method, ...] = ("sla", "psla", "psla-position")
BOXES = Sketch.from_polylines([[[0.1, 0.1], [0.3, 0.1]], [[0.1, 0.9], [0.9, 0.9]]])


@pytest.fixture
def score():
    return LinearScore(weights_of(np.random.default_rng(0), 64))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sketch", mixed_sketches())
def test_every_sketch_gets_finite_values_of_the_right_length(sketch, method, score):
    explained = attribute(sketch, score, method, STYLE)
    assert explained.values.shape == (len(sketch) if method == "sla" else sketch.n_points,)
    assert explained.per_stroke().shape == (len(sketch),)
    assert np.isfinite(explained.values).all()
    assert explained.stroke_ids == sketch.ids


@pytest.mark.parametrize("method", METHODS)
def test_ten_thousand_points_in_one_place_and_along_a_line(method, score):
    here, along = np.full((10_000, 2), 0.5), np.linspace([0.1, 0.1], [0.9, 0.7], 10_000)
    explained = attribute(Sketch.from_polylines([here, along]), score, method, STYLE)
    assert np.isfinite(explained.per_stroke()).all()


def test_upper_ink_helps_and_lower_ink_harms_as_the_score_says():
    """Ink above the middle counts for, below it against; columns 8 to 20 above, 8 to 55 below."""
    weights = np.ones((64, 64))
    weights[32:] = -1.0
    coarse = attribute(BOXES, LinearScore(weights), "sla", STYLE)
    fine = attribute(BOXES, LinearScore(weights), "psla", STYLE)
    raster = rasterise(BOXES, STYLE)
    assert coarse.values.tolist() == [13.0, -48.0]
    soft = [raster.ink[:32].sum(), -raster.ink[32:].sum()]
    np.testing.assert_allclose(fine.values.reshape(2, 2).sum(1), soft, rtol=1e-9)
    assert fine.values[2] == pytest.approx(fine.values[3])  # it lies in the middle of the picture
    assert fine.score == pytest.approx(sum(soft), rel=1e-5)


def test_points_are_summed_up_by_their_mean():
    fine = attribute(BOXES, LinearScore(np.ones((64, 64))), "psla", STYLE)
    np.testing.assert_allclose(fine.per_stroke(), fine.values.reshape(2, 2).mean(1))


def test_position_values_are_unsigned(score):
    assert (attribute(mixed_sketches()[0], score, "psla-position", STYLE).values >= 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_gradient_that_is_there_gives_the_same(method, score):
    sketch = mixed_sketches()[0]
    raster = rasterise(sketch, STYLE)
    given = attribute_gradient(sketch, raster, score.weights.numpy(), method)
    assert np.array_equal(given.values, attribute(sketch, score, method, STYLE).values)
    assert np.isnan(given.score)


def test_a_score_at_hard_black_and_white_still_has_values():
    """A clamp to 0..1 in the drawing would cut the gradient of every pixel at exactly 0 or 1."""
    weights = np.ones((64, 64))
    thick = RasterStyle(64, thickness_px=16.0)
    raster = rasterise(BOXES, thick)
    assert (raster.ink.astype(np.float32) == 1.0).any()
    assert attribute(BOXES, LinearScore(weights), "sla", thick).values.tolist() == [13.0, 48.0]


def test_an_unknown_method_lists_the_methods_before_the_model_runs():
    def never(images):
        raise AssertionError("the model ran")

    with pytest.raises(SketchAppError, match="there are: sla, psla, psla-position"):
        attribute(BOXES, never, "slap", STYLE)  # type: ignore[arg-type]


def test_a_gradient_of_another_size_is_refused():
    raster = rasterise(BOXES, STYLE)
    with pytest.raises(SketchAppError, match=r"\(32, 32\)"):
        attribute_gradient(BOXES, raster, np.ones((32, 32)), "sla")


def test_a_gradient_that_is_not_finite_is_refused():
    def steep(images):
        return (1 - images[:, 0]).sqrt().sum((1, 2))  # endless slope on blank paper

    with pytest.raises(SketchAppError, match="not finite"):
        attribute(BOXES, steep, "sla", STYLE)


def test_the_default_picture_is_224_px():
    def score(images):
        assert images.shape == (1, 3, 224, 224)
        return (1 - images).sum((1, 2, 3))

    assert torch.as_tensor(attribute(BOXES, score).gradient).eq(3.0).all()
