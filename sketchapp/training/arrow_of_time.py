"""The arrow of time (stroke attribution paper, Sec. 5): the order of strokes from what they matter.

People draw first what matters most. If a model weighs strokes as people do, a finished drawing
tells in what order it came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import kendalltau

from sketchapp.attribution.attribute import attribute, attribute_gradient
from sketchapp.attribution.order import FEWEST
from sketchapp.attribution.pixel import PixelAttribution, find_pixel_attribution
from sketchapp.attribution.score import Score, Similarity
from sketchapp.attribution.summary import estimate
from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import Retriever
from sketchapp.sketch import RasterStyle, Sketch, rasterise
from sketchapp.training.parts import models_and_parts, sample_of
from sketchapp.training.readings import read_part
from sketchapp.training.reliability.judged import search

BASELINES = ("length", "size", "random")
"""Longer strokes first, larger ones (the diagonal of the box around them), and by chance."""

WAYS = ("sla", "psla", "psla_sum", *BASELINES)


def time_table(
    dataset: Dataset,
    checkpoint: Path,
    folds: Path | None,
    limit: int | None,
    pixels: str = "gradient",
    seed: int = 0,
) -> dict[str, Any]:
    """Mean Kendall's tau with the true order, and 95 % bootstrap intervals over sketches.

    Strokes are put in an order by chance before anything looks at them, and taken from the highest
    value down. psla is the mean of a stroke's points, psla_sum their sum. `gains` are the mean
    differences from every baseline on the same sketches. Explained is the model's own first photo.
    Sketches of fewer than three strokes are left out.
    """
    rng = np.random.default_rng(seed)
    find_pixel_attribution(pixels)
    chosen = sample_of(dataset, limit, rng)
    parts = models_and_parts(chosen, checkpoint, folds)
    taus = [
        tau
        for path, part in parts
        for tau in _taus(load_retriever(path), part, find_pixel_attribution(pixels), rng)
    ]
    found = {way: np.array([tau[way] for tau in taus]) for way in WAYS}
    return {
        "dataset": dataset.name,
        "pixels": pixels,
        "n_sketches": len(taus),
        "n_left_out": len(chosen.pairs) - len(taus),
        "tau": {way: asdict(estimate(values, rng)) for way, values in found.items()},
        "gains": {
            way: {
                base: asdict(estimate(found[way] - found[base], rng))
                for base in BASELINES
                if way != base
            }
            for way in WAYS
            if way != "random"
        },
    }


def _taus(
    retriever: Retriever, part: Dataset, pixels: PixelAttribution, rng: np.random.Generator
) -> Iterator[dict[str, float]]:
    reading = read_part(retriever, part)
    found = search(retriever, reading.whole.drawn, reading.photos)
    photos = torch.from_numpy(reading.photos)
    for pair, first, count in zip(part.pairs, found.first, found.counts, strict=True):
        if pair.sketch is None or len(pair.sketch) < FEWEST:
            continue
        score = Similarity(
            lambda images, n=int(count): retriever.embed_sketch(images)[:, :n],
            photos[first, : int(count)],
        )
        order = rng.permutation(len(pair.sketch))
        hidden = Sketch(tuple(pair.sketch.strokes[i] for i in order))
        values = values_by_way(hidden, score, retriever.style, pixels, rng)
        yield {way: tau_of(values[way], order) for way in WAYS}


def values_by_way(
    sketch: Sketch,
    score: Score,
    style: RasterStyle,
    pixels: PixelAttribution,
    rng: np.random.Generator,
) -> dict[str, NDArray[np.floating]]:
    """The values (S,) of WAYS; the stroke of the highest is taken to be the first."""
    strokes = attribute(sketch, score, "sla", style, pixels)
    points = attribute_gradient(sketch, rasterise(sketch, style), strokes.gradient, "psla")
    steps = [np.diff(stroke.points, axis=0) for stroke in sketch.strokes]
    return {
        "sla": strokes.values,
        "psla": points.per_stroke(),
        "psla_sum": points.per_stroke() * np.diff(points.stroke_starts),
        "length": np.array([np.linalg.norm(step, axis=1).sum() for step in steps]),
        "size": np.array([np.linalg.norm(np.ptp(s.points, axis=0)) for s in sketch.strokes]),
        "random": rng.random(len(sketch)),
    }


def tau_of(values: NDArray[np.floating], order: NDArray[np.int64]) -> float:
    """Kendall's tau-b of high values (S,) and early places (S,), -1 to 1.

    Values that are all equal say nothing: 0, what chance would get.
    """
    tau = float(kendalltau(values, -order).statistic)  # type: ignore[attr-defined]
    return 0.0 if np.isnan(tau) else tau
