import numpy as np
import pytest
import torch

from sketchapp.attribution import coarse, fine, torch_form
from sketchapp.sketch import Frame, RasterStyle, Sketch, rasterise
from tests.attribution.toys import mixed_sketches

STYLE = RasterStyle(64)
LEVEL_AND_UPRIGHT = Sketch.from_polylines([[[0.1, 0.2], [0.9, 0.2]], [[0.3, 0.1], [0.3, 0.8]]])
SKETCHES = [*mixed_sketches(), LEVEL_AND_UPRIGHT]


def both_forms(sketch, style=STYLE, frame=None):
    return rasterise(sketch, style, frame), torch_form.rasterise_on("cpu", sketch, style, frame)


def close(found, exact):
    np.testing.assert_allclose(found.numpy(), exact, rtol=0, atol=1e-12)


@pytest.mark.parametrize("style", [STYLE, RasterStyle(64, thickness_px=3.0)])
@pytest.mark.parametrize("sketch", SKETCHES)
def test_raster_equals_the_kernel(sketch, style):
    kernel, on_device = both_forms(sketch, style)
    assert np.array_equal(on_device.nearest.numpy(), kernel.nearest)
    close(on_device.squared_px, kernel.squared_px)
    close(on_device.position, kernel.position)
    close(on_device.ink, kernel.ink)
    assert on_device.ink.dtype == torch.float64


@pytest.mark.parametrize("sketch", SKETCHES)
def test_values_equal_the_kernels(sketch):
    kernel, on_device = both_forms(sketch)
    gradient = np.random.default_rng(0).normal(size=(64, 64))
    image = torch.as_tensor(gradient)
    close(torch_form.point_values(on_device, image), fine.point_values(kernel, gradient))
    close(torch_form.position_gradient(on_device, image), fine.position_gradient(kernel, gradient))
    close(
        torch_form.stroke_values(sketch, image, on_device),
        coarse.stroke_values(sketch, gradient, STYLE),
    )


def test_a_float32_gradient_is_summed_in_float64():
    sketch = SKETCHES[0]
    kernel, on_device = both_forms(sketch)
    gradient = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    values = torch_form.point_values(on_device, torch.as_tensor(gradient))
    close(values, fine.point_values(kernel, gradient.astype(np.float64)))


def test_ink_off_the_picture_is_left_out_alike():
    frame = Frame(scale_px=300.0, offset_px=(-120.0, -90.0))
    kernel, on_device = both_forms(SKETCHES[0], frame=frame)
    assert (kernel.ink > 0.5).sum() > 0
    assert np.array_equal(on_device.nearest.numpy(), kernel.nearest)


@pytest.mark.parametrize("at_once", [1, 3])
def test_rounds_of_segments_give_what_one_round_gives(monkeypatch, at_once):
    monkeypatch.setattr(torch_form, "SEGMENTS_AT_ONCE", at_once)
    kernel, on_device = both_forms(SKETCHES[2])
    assert np.array_equal(on_device.nearest.numpy(), kernel.nearest)
    close(on_device.position, kernel.position)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_gpu_gives_the_same(sketch):
    kernel = rasterise(sketch, STYLE)
    on_device = torch_form.rasterise_on("cuda", sketch, STYLE)
    gradient = np.random.default_rng(0).normal(size=(64, 64))
    image = torch.as_tensor(gradient, device="cuda")
    close(on_device.ink.cpu(), kernel.ink)
    close(torch_form.point_values(on_device, image).cpu(), fine.point_values(kernel, gradient))
    moved = torch_form.position_gradient(on_device, image)
    close(moved.cpu(), fine.position_gradient(kernel, gradient))
    summed = torch_form.stroke_values(sketch, image, on_device)
    close(summed.cpu(), coarse.stroke_values(sketch, gradient, STYLE))
