import numpy as np
import pytest
import torch

from sketchapp.attribution import PIXEL_ATTRIBUTIONS, attribute, find_pixel_attribution
from sketchapp.attribution.pixel import PathGradient, SmoothGradient, plain_gradient
from sketchapp.errors import SketchAppError
from sketchapp.sketch import RasterStyle, rasterise
from tests.attribution.toys import LinearScore, mixed_sketches, weights_of

SIZE_PX = 32
SKETCH = mixed_sketches()[0]
WEIGHTS = weights_of(np.random.default_rng(2), SIZE_PX)


@pytest.fixture
def ink():
    return rasterise(SKETCH, RasterStyle(SIZE_PX)).ink


def squares(images):
    """F = sum of X^2, so that dF/dX = 2 X."""
    return ((1 - images[:, 0]) ** 2).sum((1, 2))


def curved(images):
    ink = 1 - images[:, 0]
    return torch.tanh((ink * torch.as_tensor(WEIGHTS)).sum((1, 2)) / 5)


@pytest.mark.parametrize("name", PIXEL_ATTRIBUTIONS)
def test_all_give_the_weights_of_a_linear_score_with_their_signs(name, ink):
    value, image = PIXEL_ATTRIBUTIONS[name](LinearScore(WEIGHTS), ink)
    np.testing.assert_allclose(image, WEIGHTS, atol=1e-5)
    assert image.dtype == np.float64
    assert (image < 0).any()
    assert value == pytest.approx((WEIGHTS * ink).sum(), abs=1e-4)


def test_the_plain_gradient_is_the_derivative_by_ink(ink):
    _, image = plain_gradient(squares, ink)
    np.testing.assert_allclose(image, 2 * ink, atol=1e-6)


def test_the_path_gradient_is_the_mean_on_the_way_from_blank_paper(ink):
    _, image = PathGradient()(squares, ink)
    np.testing.assert_allclose(image, ink, atol=1e-6)  # the mean of 2 a X over a in 0..1


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_path_gradient_makes_psla_add_up_to_what_the_sketch_adds_to_blank_paper(batch):
    path = PathGradient(batch=batch)
    explained = attribute(SKETCH, curved, "psla", RasterStyle(SIZE_PX), path)
    blank = curved(torch.ones(1, 3, SIZE_PX, SIZE_PX)).item()
    assert abs(explained.score - blank) > 0.05
    assert explained.values.sum() == pytest.approx(explained.score - blank, abs=1e-4)


def test_the_smooth_gradient_is_the_mean_over_noise(ink):
    _, image = SmoothGradient(samples=400, noise=0.2)(squares, ink)
    spread = 2 * 0.2 / 400**0.5  # of the mean of 2 (X + noise)
    errors = image - 2 * ink
    assert errors.std() == pytest.approx(spread, rel=0.1)
    assert abs(errors.mean()) < spread / 8


@pytest.mark.parametrize("batch", [1, 5, 64])
def test_the_smooth_gradient_depends_on_its_seed_only(ink, batch):
    before = torch.random.get_rng_state()
    _, first = SmoothGradient(samples=8)(curved, ink)
    _, again = SmoothGradient(samples=8, batch=batch)(curved, ink)
    _, other = SmoothGradient(samples=8, seed=1)(curved, ink)
    np.testing.assert_allclose(first, again, atol=1e-6)
    assert np.abs(first - other).max() > 1e-4
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("name", PIXEL_ATTRIBUTIONS)
def test_all_work_where_gradients_are_switched_off(name, ink):
    with torch.no_grad():
        _, image = PIXEL_ATTRIBUTIONS[name](LinearScore(WEIGHTS), ink)
    assert image.any()


@pytest.mark.parametrize("name", PIXEL_ATTRIBUTIONS)
def test_a_score_without_a_gradient_is_refused(name, ink):
    with pytest.raises(SketchAppError, match="no_grad, numpy or rounding"):
        PIXEL_ATTRIBUTIONS[name](lambda images: torch.zeros(len(images)), ink)


def test_an_unknown_name_lists_the_names():
    with pytest.raises(
        SketchAppError,
        match="there are: gradient, integrated-gradients, integrated-gradients-4, smoothg",
    ):
        find_pixel_attribution("saliency")
    assert find_pixel_attribution("gradient") is plain_gradient
