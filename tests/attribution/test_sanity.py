from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from sketchapp.attribution import ClassLogit, attribute, leave_one_out
from sketchapp.attribution.order import rank_correlation
from sketchapp.attribution.pixel import SmoothGradient, plain_gradient
from sketchapp.attribution.sanity import STAGES, Case, Checks, check, summarise_checks
from sketchapp.attribution.score import Score
from sketchapp.sketch import RasterStyle, Sketch
from tests.attribution.toys import random_sketch

STYLE = RasterStyle(32)
PIXELS = {"gradient": plain_gradient, "smoothgrad": SmoothGradient(samples=2)}


class Edges(nn.Module):
    """Answers to the picture alone: its one weight changes the size of the score, not its shape."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor([2.0, 3.0]))
        self.register_buffer("pattern", torch.linspace(0.5, 1.5, 32 * 32).reshape(32, 32))

    def forward(self, images: Tensor) -> Tensor:
        ink = ((1 - images[:, 0]) * self.pattern).sum((1, 2))
        return ink[:, None] * self.scale.abs()


def network(seed: int) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        layers = [nn.Conv2d(3, 8, 5, 2), nn.ReLU(), nn.Conv2d(8, 8, 3, 2), nn.ReLU()]
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(288, 4)).eval().requires_grad_(False)


def cases(count: int, score_of: Callable[[nn.Module], Score]) -> list[Case]:
    rng = np.random.default_rng(0)
    return [Case(random_sketch(rng, 8), score_of) for _ in range(count)]


def first_class(model: nn.Module) -> Score:
    return ClassLogit(model, 0)


def test_values_follow_the_weights_of_a_network() -> None:
    found = check(network(0), cases(6, first_class), STYLE, PIXELS)
    assert found.n_layers == 3
    for key in (("gradient", "sla"), ("smoothgrad", "psla")):
        assert found.randomised[key].shape == (3, 6)  # no more stages than layers
        assert abs(found.randomised[key][-1].mean()) < 0.5


def test_what_explains_the_picture_alone_is_found_out() -> None:
    found = check(Edges(), cases(4, first_class), STYLE, {"gradient": plain_gradient})
    for method in ("sla", "psla"):
        assert np.allclose(found.randomised["gradient", method], 1, atol=0.02)


def test_agreement_is_with_leaving_strokes_out() -> None:
    model, some = network(1), cases(3, first_class)
    found = check(model, some, STYLE, {"gradient": plain_gradient})
    for at, case in enumerate(some):
        score = first_class(model)
        removed = leave_one_out(case.sketch, score, STYLE)
        for method in ("sla", "psla"):
            values = attribute(case.sketch, score, method, STYLE).per_stroke()
            expected = rank_correlation(values, removed)
            assert found.leave_one_out["gradient", method][at] == pytest.approx(expected)


def test_a_summary_pools_models_and_leaves_out_what_is_undefined() -> None:
    few = Case(Sketch.from_polylines([[[0.1, 0.1], [0.9, 0.9]]]), first_class)
    parts = [check(network(seed), [*cases(3, first_class), few], STYLE, PIXELS) for seed in (0, 1)]
    found = summarise_checks(parts, np.random.default_rng(0))
    assert (found.n_sketches, found.n_layers, found.shares) == (8, 3, (0.3333, 0.6667, 1.0))
    sla = found.results["gradient"]["sla"]
    assert sla.leave_one_out.n == 6 and len(sla.randomised) == 3
    assert found.results.keys() == PIXELS.keys()


def test_as_many_stages_as_were_asked_for() -> None:
    deep = nn.Sequential(nn.Flatten(), *[nn.Linear(3072 if i == 0 else 4, 4) for i in range(9)])
    found = check(deep, cases(1, first_class), STYLE, {"gradient": plain_gradient})
    assert isinstance(found, Checks) and found.n_layers == 9
    assert found.randomised["gradient", "sla"].shape == (STAGES, 1)
