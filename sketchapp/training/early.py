"""Early retrieval: what a sketch finds while it is being drawn.

Abstraction-aware retrieval, Sec. 4 (entropy, Figure 3) and 6.2 (m@A and m@B, Figure 6; budgets of
three abstraction methods, Table 2). m@A and m@B are those of Bhunia et al., Sketch Less for More,
2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_retriever
from sketchapp.retrieval.certainty import entropy, printed_entropy
from sketchapp.training.abstraction_methods import MethodRanks, ranks_by_method
from sketchapp.training.calibration import (
    PERCENTS,
    stored_temperature,
    temperature_for,
    temperatures_out_of_fold,
)
from sketchapp.training.metrics import accuracy, area_under, ranking_percentile, ranks_of_truth
from sketchapp.training.parts import models_and_parts, sample_of
from sketchapp.training.readings import Reading, read_part

ACCURACY_PERCENTS = (10, 20, 30, 60, 100)


@dataclass(frozen=True, eq=False)
class Curves:
    """What Q sketches reach at each of P percentages of their ink, all (Q, P).

    rank of the own photo, 1 the best; ranking percentile in percent; entropy of the whole gallery
    in 0..1; printed_entropy, the paper's single term, in nats.
    """

    rank: NDArray[np.int64]
    percentile: NDArray[np.float64]
    entropy: NDArray[np.float64]
    printed_entropy: NDArray[np.float64]


def early_table(
    dataset: Dataset, checkpoint: Path, folds: Path | None, limit: int | None, seed: int = 0
) -> dict[str, Any]:
    """The figures of `evaluate early` on at most `limit` vector sketches.

    With folds, every sketch is read by the model that never saw its photo, at a temperature that
    fits the other folds. Raises DatasetError where there are no vector sketches.
    """
    rng = np.random.default_rng(seed)
    parts = models_and_parts(sample_of(dataset, limit, rng), checkpoint, folds)
    readings = [read_part(load_retriever(path), part, PERCENTS) for path, part in parts]
    if folds is not None:
        source, temperatures = "other folds", temperatures_out_of_fold(readings, rng)
    else:
        stored = stored_temperature(checkpoint) is not None
        source = "weights" if stored else "the sketches themselves"
        temperatures = (temperature_for(checkpoint, readings[0], rng),)
    curves = [curves_of(*each) for each in zip(readings, temperatures, strict=True)]
    return {
        "dataset": dataset.name,
        "n_sketches": sum(len(reading.whole) for reading in readings),
        "n_photos": max(len(reading.photos) for reading in readings),
        "temperature": [round(temperature, 5) for temperature in temperatures],
        "temperature_from": source,
        **curve_table(join_curves(curves)),
        "acc_at_10_by_method": method_table([ranks_by_method(reading) for reading in readings]),
    }


def curves_of(reading: Reading, temperature: float) -> Curves:
    """The curves of one model's sketches; reading must have all PERCENTS."""
    rank, percentile, spread, printed = [], [], [], []
    for percent in PERCENTS:
        stage = reading.stages[percent]
        similarities = reading.similarities(stage)
        rank.append(ranks_of_truth(similarities, stage.truth))
        percentile.append(ranking_percentile(rank[-1], len(reading.photos)))
        spread.append(entropy(similarities, temperature))
        printed.append(printed_entropy(similarities, stage.truth))
    return Curves(*(np.stack(values, axis=1) for values in (rank, percentile, spread, printed)))


def join_curves(parts: Sequence[Curves]) -> Curves:
    """Those of several folds as one."""
    return Curves(
        np.concatenate([part.rank for part in parts]),
        np.concatenate([part.percentile for part in parts]),
        np.concatenate([part.entropy for part in parts]),
        np.concatenate([part.printed_entropy for part in parts]),
    )


def curve_table(curves: Curves) -> dict[str, Any]:
    """m@A and m@B, and the mean curves by percent; all but the entropies in percent."""
    inverse = 100 / curves.rank
    accuracies = {
        str(percent): round(accuracy(curves.rank[:, PERCENTS.index(percent)], 10), 2)
        for percent in ACCURACY_PERCENTS
    }
    return {
        "m_at_a": round(area_under(PERCENTS, curves.percentile.mean(0)), 2),
        "m_at_b": round(area_under(PERCENTS, inverse.mean(0)), 2),
        "acc_at_10_by_percent": accuracies,
        "ranking_percentile_by_percent": _by_percent(curves.percentile, 2),
        "inverse_rank_by_percent": _by_percent(inverse, 2),
        "entropy_by_percent": _by_percent(curves.entropy, 4),
        "entropy_printed_by_percent": _by_percent(curves.printed_entropy, 4),
    }


def method_table(parts: Sequence[MethodRanks]) -> dict[str, dict[str, float]]:
    """Acc.@10 in percent, of all folds together, by method and budget."""
    return {
        method: {
            str(budget): round(accuracy(np.concatenate([p[method][budget] for p in parts]), 10), 2)
            for budget in budgets
        }
        for method, budgets in parts[0].items()
    }


def _by_percent(values: NDArray[np.floating], digits: int) -> dict[str, float]:
    means = values.mean(axis=0)
    return {
        str(percent): round(float(mean), digits)
        for percent, mean in zip(PERCENTS, means, strict=True)
    }
