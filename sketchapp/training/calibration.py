"""The temperature of a retriever's similarities, fitted on sketches that its model never saw."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.retrieval.certainty import entropy, fit_temperature, negative_log_likelihood
from sketchapp.training.folds import Folds
from sketchapp.training.parts import vector_part
from sketchapp.training.readings import Reading, read_part

PERCENTS = (5, *range(10, 101, 10))  # of the ink: what `evaluate early` judges
MAX_QUERIES = 10_000  # a fit takes drawings at random beyond it
TEMPERATURE = "temperature"  # of a checkpoint's header

log = logging.getLogger(__name__)

Queries = tuple[NDArray[np.float64], NDArray[np.int64]]  # similarities (Q, N) and truth (Q,)


def temperature_of(readings: Sequence[Reading], rng: np.random.Generator) -> float:
    """The temperature that fits all stages of all readings together."""
    return fit_temperature(*pooled(readings, rng))


def temperatures_out_of_fold(
    readings: Sequence[Reading], rng: np.random.Generator
) -> tuple[float, ...]:
    """For each fold the temperature that fits the others; DatasetError where there is no other."""
    if len(readings) < 2:
        raise DatasetError(
            f"sketches of {len(readings)} folds; a temperature is fitted on folds other than the"
            " one it is used for, so give sketches of two at least"
        )
    return tuple(
        temperature_of([*readings[:at], *readings[at + 1 :]], rng) for at in range(len(readings))
    )


def stored_temperature(checkpoint: Path) -> float | None:
    """What `train certainty` wrote into these weights, if it did."""
    value = read_config(checkpoint).get(TEMPERATURE)
    return None if value is None else float(value)


def temperature_for(checkpoint: Path, reading: Reading, rng: np.random.Generator) -> float:
    """The temperature of these weights; without one, it is fitted here, and a warning says so."""
    stored = stored_temperature(checkpoint)
    if stored is not None:
        return stored
    log.warning(
        "%s has no temperature: it is fitted on the very sketches that it is judged by. Use"
        " --folds, or fit one out of fold: python -m sketchapp train certainty",
        checkpoint.name,
    )
    return temperature_of([reading], rng)


def certainty_table(
    datasets: Sequence[Dataset], folds: Sequence[Folds], seed: int = 0
) -> dict[str, Any]:
    """The temperature that `train certainty` stores, and what it is worth out of fold.

    Whole and unfinished vector sketches, each read by the model that never saw its photo. nll, the
    mean -log of the true photo's probability, is out of fold, beside that of equal chances;
    entropy_right and entropy_wrong are means where the first photo is the true one, and where not.
    Raises DatasetError where folds and datasets do not belong together.
    """
    rng = np.random.default_rng(seed)
    if len(datasets) != len(folds):
        raise DatasetError(f"{len(datasets)} datasets and {len(folds)} folds; give one for each")
    drawn = [vector_part(dataset) for dataset in datasets]  # refuses before anything is read
    readings = [
        read_part(load_retriever(each.model_path(fold)), part, PERCENTS)
        for dataset, each in zip(drawn, folds, strict=True)
        for fold in range(len(each))
        if (part := each.held_out(dataset, fold)).pairs
    ]
    by_fold = temperatures_out_of_fold(readings, rng)
    return {
        "temperature": round(temperature_of(readings, rng), 5),
        "temperature_by_fold": [round(temperature, 5) for temperature in by_fold],
        "n_sketches": sum(len(reading.whole) for reading in readings),
        "percents": list(PERCENTS),
        **_worth(readings, by_fold, rng),
    }


def store_temperature(checkpoint: Path, temperature: float) -> None:
    """Write the temperature into the header of weights; their file hash changes with it."""
    header = read_config(checkpoint) | {TEMPERATURE: temperature}
    write_checkpoint(checkpoint, read_tensors(checkpoint), header)


def pooled(readings: Sequence[Reading], rng: np.random.Generator) -> Queries:
    """Similarities of all stages under each other, -inf where a smaller gallery has no photo."""
    n_parts = sum(len(reading.stages) for reading in readings)
    drawn = [
        _drawn(reading, percent, MAX_QUERIES // n_parts, rng)
        for reading in readings
        for percent in reading.stages
    ]
    width = max(similarities.shape[1] for similarities, _ in drawn)
    padded = [
        np.pad(values, ((0, 0), (0, width - values.shape[1])), constant_values=-np.inf)
        for values, _ in drawn
    ]
    return np.concatenate(padded), np.concatenate([truth for _, truth in drawn])


def _drawn(reading: Reading, percent: int, limit: int, rng: np.random.Generator) -> Queries:
    stage = reading.stages[percent]
    some = stage.only(np.sort(rng.permutation(len(stage))[:limit]))
    return reading.similarities(some), some.truth


def _worth(
    readings: Sequence[Reading], temperatures: Sequence[float], rng: np.random.Generator
) -> dict[str, float | None]:
    misses, blind, entropies, right = [], [], [], []
    for reading, temperature in zip(readings, temperatures, strict=True):
        values, truth = pooled([reading], rng)
        misses.append((negative_log_likelihood(values, truth, temperature), len(truth)))
        blind.append((float(np.log(values.shape[1])), len(truth)))
        entropies.append(entropy(values, temperature))
        right.append(values.argmax(axis=1) == truth)
    found, spread = np.concatenate(right), np.concatenate(entropies)
    return {
        "nll": _weighted(misses),
        "nll_of_equal_chances": _weighted(blind),
        "entropy_right": _mean(spread[found]),
        "entropy_wrong": _mean(spread[~found]),
    }


def _weighted(values: Sequence[tuple[float, int]]) -> float:
    value, weight = zip(*values, strict=True)
    return round(float(np.average(value, weights=weight)), 4)


def _mean(values: NDArray[np.float64]) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
