"""All that `evaluate reliability` prints, and the fit that `train trust` keeps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import file_hash
from sketchapp.models.load import load_retriever
from sketchapp.retrieval.trust import SIGNALS, Trust
from sketchapp.training.calibration import temperature_for, temperatures_out_of_fold
from sketchapp.training.parts import models_and_parts, sample_of
from sketchapp.training.readings import read_part
from sketchapp.training.reliability.category import CategorySources, category_table
from sketchapp.training.reliability.judged import ALL_SIGNALS, Judged, join, judge
from sketchapp.training.reliability.split_by_correlation import split_table
from sketchapp.training.reliability.telling import (
    auroc,
    auroc_interval,
    brier,
    calibration_error,
    fit_line,
)

PERCENTS = (30, 60, 100)  # of the ink: the page asks while the drawing comes about
CUTOFFS = (1, 5)


def reliability_table(
    dataset: Dataset,
    checkpoint: Path,
    folds: Path | None,
    limit: int | None,
    sources: CategorySources | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Table 1 of the stroke attribution paper, and what every signal of trust is worth.

    At most `limit` vector sketches, out of fold where folds are given. The tables are of whole
    sketches; signals are judged on whole and on unfinished ones.
    """
    rng = np.random.default_rng(seed)
    parts = judged_parts(sample_of(dataset, limit, rng), checkpoint, folds, rng)
    every = join(parts)
    whole = every.only(every.percents == 100)
    table: dict[str, Any] = {
        "dataset": dataset.name,
        "fine_grained": fine_grained_table(whole, rng),
        "signals": {
            "percents": list(PERCENTS),
            "whole": signal_table(whole, rng),
            "whole_and_unfinished": signal_table(every, rng),
        },
        "trust": trust_worth(parts),
    }
    if sources is not None:
        table["category"] = category_table(sources, checkpoint, limit, rng)
    return table


def judged_parts(
    dataset: Dataset, checkpoint: Path, folds: Path | None, rng: np.random.Generator
) -> list[Judged]:
    """The drawings of every fold, or of all by one model, at PERCENTS of their ink."""
    models = models_and_parts(dataset, checkpoint, folds)
    readings = [read_part(load_retriever(path), part, PERCENTS) for path, part in models]
    if folds is not None:
        temperatures = temperatures_out_of_fold(readings, rng)
    else:
        temperatures = (temperature_for(checkpoint, readings[0], rng),)
    return [
        judge(reading, temperature, rng)
        for reading, temperature in zip(readings, temperatures, strict=True)
    ]


def fine_grained_table(whole: Judged, rng: np.random.Generator) -> dict[str, Any]:
    """Acc.@1 and Acc.@5 in percent, split by Corr."""
    figures = {f"acc_at_{k}": 100.0 * (whole.ranks <= k) for k in CUTOFFS}
    return split_table(figures, whole.signals, whole.photo_ids, rng)


def signal_table(judged: Judged, rng: np.random.Generator) -> dict[str, dict[str, float | None]]:
    """AUROC of "the first photo is right" for every signal, with its interval over photos."""
    return {name: _signal_row(judged, name, rng) for name in ALL_SIGNALS}


def _signal_row(judged: Judged, name: str, rng: np.random.Generator) -> dict[str, float | None]:
    defined = judged.only(~np.isnan(judged.signals[name]))
    values = defined.signals[name]
    found = auroc_interval(values, defined.right, defined.photo_ids, rng)
    numbers = {"auroc": found.value, "low": found.low, "high": found.high}
    rounded = {key: _number(value) for key, value in numbers.items()}
    return {**rounded, "n": len(values), "n_right": int(defined.right.sum())}


def trust_worth(parts: Sequence[Judged]) -> dict[str, Any] | None:
    """What the fitted share is worth on folds that neither choice nor fit has seen.

    brier_of_base_rate always says the share that the other folds had right. None for one part.
    """
    if len(parts) < 2:
        return None
    said, base, right, chosen = [], [], [], []
    for at, part in enumerate(parts):
        others = join([*parts[:at], *parts[at + 1 :]])
        chosen.append(best_signal(others))
        line = fit_line(others.signals[chosen[-1]], others.right)
        said.append(line.share_right(part.signals[chosen[-1]]))
        base.append(np.full(len(part.ranks), others.right.mean()))
        right.append(part.right)
    shares, truth = np.concatenate(said), np.concatenate(right)
    return {
        "signal_by_fold": chosen,
        "brier": round(brier(shares, truth), 4),
        "brier_of_base_rate": round(brier(np.concatenate(base), truth), 4),
        "calibration_error": round(calibration_error(shares, truth), 4),
    }


def best_signal(judged: Judged) -> str:
    """The signal of a live search with the largest AUROC; DatasetError where none is defined."""
    worth = {name: auroc(judged.signals[name], judged.right) for name in SIGNALS}
    defined = {name: value for name, value in worth.items() if math.isfinite(value)}
    if not defined:
        raise DatasetError(
            f"{int(judged.right.sum())} of {len(judged.ranks)} first photos are right; a signal of"
            " trust needs right ones and wrong ones"
        )
    return max(defined, key=defined.__getitem__)


def fit_trust(
    dataset: Dataset, folds: Path, checkpoint: Path, seed: int = 0
) -> tuple[Trust, dict[str, Any]]:
    """The trust of these weights, from the folds' own held-out sketches, and what it is worth."""
    rng = np.random.default_rng(seed)
    part = sample_of(dataset, None, rng)
    parts = judged_parts(part, checkpoint, folds, rng)
    every = join(parts)
    signal = best_signal(every)
    line = fit_line(every.signals[signal], every.right)
    categories = sorted({photo.category for photo in part.photos})
    trust = Trust(
        model=file_hash(checkpoint),
        signal=signal,
        slope=round(line.slope, 4),
        offset=round(line.offset, 4),
        auroc=round(auroc(every.signals[signal], every.right), 4),
        category=", ".join(categories),
        n_sketches=len(part.pairs),
        n_photos=max(len(np.unique(each.photo_ids)) for each in parts),
    )
    return trust, {"signals": signal_table(every, rng), "trust": trust_worth(parts)}


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
