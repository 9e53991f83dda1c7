import numpy as np
import torch

from benchmarks.attribution import Timed, max_error, medians_ms, scribble
from sketchapp.sketch import RasterStyle, rasterise


def test_kernels_lie_within_a_millionth_of_the_printed_formula_at_full_size():
    rng = np.random.default_rng(3)
    drawing = scribble(rng, strokes=3, points=30)
    assert (len(drawing), drawing.n_points) == (3, 30)
    gradient = rng.normal(size=(224, 224))
    assert 0 < max_error(rasterise(drawing, RasterStyle()), gradient) <= 1e-6


def test_forms_take_turns_and_torch_keeps_its_threads():
    before, calls = torch.get_num_threads(), []
    timed = {name: Timed(lambda name=name: calls.append(name), 2) for name in "ab"}
    medians = medians_ms(timed, rounds=1)
    assert calls[:6] == ["a", "b", "a", "a", "b", "b"]
    assert set(medians) == {"a", "b"}
    assert torch.get_num_threads() == before
