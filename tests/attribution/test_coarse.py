import numpy as np
import pytest
import torch

from benchmarks.printed_forms import printed_stroke_values
from sketchapp.attribution.coarse import stroke_values
from sketchapp.sketch import RasterStyle, Sketch, hard_ink
from tests.attribution.toys import PIXELS, mixed_sketches

STYLE = RasterStyle(size_px=32)


@pytest.mark.parametrize("sketch", mixed_sketches()[:-1])
@pytest.mark.parametrize("size_px", [32, 224])
def test_equals_the_printed_dense_formula(sketch, size_px):
    style = RasterStyle(size_px)
    gradient = np.random.default_rng(0).normal(size=(size_px, size_px))
    printed = printed_stroke_values(sketch, torch.as_tensor(gradient), style).numpy()
    np.testing.assert_allclose(stroke_values(sketch, gradient, style), printed, rtol=0, atol=1e-9)


def test_a_line_sums_the_gradient_of_its_five_pixels():
    columns = np.tile(np.arange(32.0), (32, 1))
    line = Sketch.from_polylines([[[0.02, 0.05], [0.06, 0.05]]])
    assert stroke_values(line, columns, STYLE, PIXELS).tolist() == [2 + 3 + 4 + 5 + 6]


def test_a_shared_pixel_counts_for_each_stroke_where_the_papers_clamp_would_cut_it():
    gradient = np.zeros((32, 32))
    gradient[5, 5] = 3.0
    cross = Sketch.from_polylines([[[0.02, 0.05], [0.08, 0.05]], [[0.05, 0.02], [0.05, 0.08]]])
    assert hard_ink(cross, STYLE, PIXELS)[5, 5] == 1.0
    assert stroke_values(cross, gradient, STYLE, PIXELS).tolist() == [3.0, 3.0]


def test_a_stroke_that_passes_a_pixel_twice_counts_it_once():
    there_and_back = Sketch.from_polylines([[[0.02, 0.05], [0.06, 0.05], [0.02, 0.05]]])
    assert stroke_values(there_and_back, np.ones((32, 32)), STYLE, PIXELS).tolist() == [5.0]


def test_ink_off_the_picture_has_no_value():
    away = Sketch.from_polylines([[[-0.9, -0.9], [-0.5, -0.5]]])
    assert stroke_values(away, np.ones((32, 32)), STYLE, PIXELS).tolist() == [0.0]


def test_a_gradient_that_is_a_view_gives_the_same():
    rng = np.random.default_rng(1)
    gradient = rng.normal(size=(32, 64))[:, ::2]
    sketch = mixed_sketches()[0]
    copied = stroke_values(sketch, gradient.copy(), STYLE)
    assert np.array_equal(stroke_values(sketch, gradient, STYLE), copied)
