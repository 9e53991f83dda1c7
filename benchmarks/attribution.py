"""How fast SLA and P-SLA are, beside the forms that the paper prints and beside an encoder.

Run `python -m benchmarks.attribution`. All times are medians of rounds in which the forms take
turns, in one process, so that their ratios hold on a busy machine too.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torchvision.models import squeezenet1_0

from benchmarks.printed_forms import printed_position_gradient, printed_stroke_values
from sketchapp.attribution.coarse import stroke_values
from sketchapp.attribution.fine import point_values, position_gradient
from sketchapp.attribution.pixel import PIXEL_ATTRIBUTIONS
from sketchapp.sketch import Raster, RasterStyle, Sketch, rasterise


@dataclass(frozen=True)
class AttributionBench:
    """The figures, and the times in ms that they come from.

    psla_ratio_to_formula: T x H x W form with autograd over raster and position gradient by the
    kernels, both float64, T = `points`. psla_max_error: largest difference between the two in ink
    and in position gradient, each relative to its largest value. psla_share_of_encoder: raster and
    point values over a forward and backward pass of SqueezeNet 1.0 to one picture.
    sla_ratio_to_dense: S x H x W form over the gathered one, both from sketch to values,
    S = `strokes`. pixel_ratios: every pixel attribution over the plain gradient, same encoder.
    Torch's forms run with `torch_threads` threads or one, whichever is faster.
    """

    psla_ratio_to_formula: float
    psla_max_error: float
    psla_share_of_encoder: float
    sla_ratio_to_dense: float
    psla_formula_ms: float
    psla_position_ms: float
    psla_values_ms: float
    encoder_ms: float
    sla_dense_ms: float
    sla_gathered_ms: float
    pixel_ratios: dict[str, float]
    points: int
    strokes: int
    size_px: int
    rounds: int
    torch_threads: int


@dataclass(frozen=True)
class Timed:
    """Something to time: what to call, and how often in each round."""

    call: Callable[[], object]
    per_round: int


def run(rounds: int = 5, points: int = 200, strokes: int = 50, seed: int = 0) -> AttributionBench:
    """Measure on made-up sketches of `points` points and of `strokes` strokes at 224 px."""
    rng = np.random.default_rng(seed)
    style = RasterStyle()
    drawing = scribble(rng, strokes=10, points=points)
    scribbled = scribble(rng, strokes=strokes, points=10 * strokes)
    gradient = rng.normal(size=(style.size_px, style.size_px))  # dF/dX
    dense_gradient = torch.as_tensor(gradient)
    raster = rasterise(drawing, style)
    ms = medians_ms(
        {
            "formula": Timed(lambda: _formula(raster, gradient), 1),
            "position": Timed(lambda: position_gradient(rasterise(drawing, style), gradient), 20),
            "values": Timed(lambda: point_values(rasterise(drawing, style), gradient), 20),
            "encoder": Timed(encoder_pass(style.size_px), 5),
            "dense": Timed(lambda: printed_stroke_values(scribbled, dense_gradient, style), 5),
            "gathered": Timed(lambda: stroke_values(scribbled, gradient, style), 20),
            **{name: Timed(call, 1) for name, call in pixel_calls(raster).items()},
        },
        rounds,
    )
    return AttributionBench(
        psla_ratio_to_formula=ms["formula"] / ms["position"],
        psla_max_error=max_error(raster, gradient),
        psla_share_of_encoder=ms["values"] / ms["encoder"],
        sla_ratio_to_dense=ms["dense"] / ms["gathered"],
        psla_formula_ms=ms["formula"],
        psla_position_ms=ms["position"],
        psla_values_ms=ms["values"],
        encoder_ms=ms["encoder"],
        sla_dense_ms=ms["dense"],
        sla_gathered_ms=ms["gathered"],
        pixel_ratios={name: ms[name] / ms["gradient"] for name in PIXEL_ATTRIBUTIONS},
        points=drawing.n_points,
        strokes=len(scribbled),
        size_px=style.size_px,
        rounds=rounds,
        torch_threads=torch.get_num_threads(),
    )


def scribble(rng: np.random.Generator, strokes: int, points: int) -> Sketch:
    """A sketch of random walks over the canvas, `points` points in `strokes` equal strokes."""
    each = points // strokes
    starts = rng.uniform(0.2, 0.8, (strokes, 1, 2))
    steps = rng.normal(scale=0.03, size=(strokes, each, 2))
    return Sketch.from_polylines(list((starts + steps.cumsum(axis=1)).clip(-0.5, 1.5)))


def medians_ms(timed: dict[str, Timed], rounds: int) -> dict[str, float]:
    """Median time of each, ms, after one call to warm up; all take turns in every round.

    With torch's default threads or with one, whichever is faster for it: on a busy machine threads
    wait for each other, which would make the kernels look good beside slow company.
    """
    default = torch.get_num_threads()
    times: dict[tuple[str, int], list[float]] = defaultdict(list)
    for each in timed.values():
        each.call()
    try:
        for _, threads in itertools.product(range(rounds), {1, default}):
            torch.set_num_threads(threads)
            for name, each in timed.items():
                times[name, threads] += [_time_ms(each.call) for _ in range(each.per_round)]
    finally:
        torch.set_num_threads(default)
    return {
        name: min(statistics.median(times[name, threads]) for threads in {1, default})
        for name in timed
    }


def _time_ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def pixel_calls(raster: Raster) -> dict[str, Callable[[], object]]:
    """Every pixel attribution of this ink, of a number of SqueezeNet (random weights, frozen)."""
    model = squeezenet1_0(weights=None).eval().requires_grad_(False)
    model = model.to(memory_format=torch.channels_last)

    def score(images: torch.Tensor) -> torch.Tensor:
        return model(images)[:, 0]

    return {
        name: partial(attribution, score, raster.ink)
        for name, attribution in PIXEL_ATTRIBUTIONS.items()
    }


def encoder_pass(size_px: int) -> Callable[[], object]:
    """One forward and backward pass of SqueezeNet 1.0 (random weights, frozen) to one picture."""
    model = squeezenet1_0(weights=None).eval().requires_grad_(False)
    model = model.to(memory_format=torch.channels_last)
    images = torch.rand(1, 3, size_px, size_px).to(memory_format=torch.channels_last)
    images.requires_grad_()
    return lambda: torch.autograd.grad(model(images)[0, 0], images)


def max_error(raster: Raster, gradient: NDArray[np.float64]) -> float:
    """Largest relative difference of ink and position gradient between formula and kernels."""
    ink, values = _formula(raster, gradient)
    return max(
        _relative(raster.ink, ink.numpy()),
        _relative(position_gradient(raster, gradient), values.numpy()),
    )


def _formula(raster: Raster, gradient: NDArray[np.float64]) -> tuple[torch.Tensor, torch.Tensor]:
    points_px, ends = torch.as_tensor(raster.points_px), torch.as_tensor(raster.segments.ends)
    return printed_position_gradient(points_px, ends, raster.style, torch.as_tensor(gradient))


def _relative(found: NDArray[np.float64], exact: NDArray[np.float64]) -> float:
    return float(np.abs(found - exact).max() / np.abs(exact).max())


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(asdict(run()), indent=2))


if __name__ == "__main__":
    main()
