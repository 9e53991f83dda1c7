"""All that `evaluate cleaning` prints: which model cleans, which ranks, and the tables of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.models.checkpoint import read_config
from sketchapp.models.load import load_retriever
from sketchapp.training.cleaner import VERIFIED, Cleaner
from sketchapp.training.cleaning_table import (
    SEEDS,
    figures_of,
    granularities,
    join_cleaning,
    ranks_of_part,
)
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.folds import FOLDS_FILE, read_folds
from sketchapp.training.noisy_sketches import FlagCounts, count_flags
from sketchapp.training.parts import models_and_parts, sample_of


@dataclass(frozen=True)
class CleaningRun:
    """What is measured: weights or folds that rank, and `other` weights or folds that clean.

    granularity is sla, psla or both; at most `limit` sketches, drawn by `seed` (None: all).
    """

    checkpoint: Path
    folds: Path | None
    other: Path | None
    granularity: str = "both"
    rule: str = VERIFIED
    limit: int | None = None
    seed: int = 0


def cleaning_figures(dataset: Dataset, run: CleaningRun) -> dict[str, Any]:
    """The table of the first granularity, and beside it, by its name, that of the second.

    Raises DatasetError where there are no vector sketches, and for an unknown rule.
    """
    chosen = sample_of(dataset, run.limit, np.random.default_rng(run.seed))
    names = granularities(run.granularity)
    found = {name: [] for name in names}
    noisy = {name: FlagCounts() for name in names}
    seen: dict[str, int] = {"judge": 0, "other": 0}
    for judge_path, other_path, part in judges_and_others(chosen, run):
        judge = Cleaner(load_retriever(judge_path), part, run.rule)
        other = Cleaner(load_retriever(other_path), part, run.rule)
        seen["judge"] += _trained_on(judge_path, part)
        seen["other"] += _trained_on(other_path, part)
        for name in names:
            found[name].append(ranks_of_part(judge, other, name))
            count_flags(judge, name, SEEDS, noisy[name])
    tables = {
        name: {**figures_of(join_cleaning(found[name])), "synthetic": noisy[name].table()}
        for name in names
    }
    first, *rest = names
    return {
        **tables[first],
        "granularity": first,
        **{name: tables[name] for name in rest},
        "rule": run.rule,
        "seeds": list(SEEDS),
        "n_sketches": len(chosen.pairs),
        "n_photos": len(dataset.photos),
        "photos_that_the_judge_was_trained_on": seen["judge"],
        "photos_that_the_other_was_trained_on": seen["other"],
    }


def judges_and_others(dataset: Dataset, run: CleaningRun) -> Iterator[tuple[Path, Path, Dataset]]:
    """Weights that rank, other weights that clean, and the sketches for them.

    With folds the judge never saw the photos. The other is by default the model of the next fold:
    that one saw them in training, but the judge learnt nothing from it. Where `other` is a
    folder of folds, its model of the same fold cleans, which did not see them either.
    """
    parts = list(models_and_parts(dataset, run.checkpoint, run.folds))
    for path, part in parts:
        yield path, _other_of(path, run), part


def _other_of(judge: Path, run: CleaningRun) -> Path:
    if run.other is None:
        return _next_fold(judge, run)
    if not (run.other / FOLDS_FILE).is_file():
        return run.other
    return read_folds(run.other).model_path(_fold_of(judge, run))


def _next_fold(judge: Path, run: CleaningRun) -> Path:
    if run.folds is None:
        return run.checkpoint.parent / "folds" / "fold-0.safetensors"
    folds = read_folds(run.folds)
    return folds.model_path((_fold_of(judge, run) + 1) % len(folds))


def _fold_of(judge: Path, run: CleaningRun) -> int:
    """Number of the fold whose model this is; 0 for weights that belong to none."""
    if run.folds is None:
        return 0
    folds = read_folds(run.folds)
    return next(fold for fold in range(len(folds)) if folds.model_path(fold) == judge)


def _trained_on(path: Path, part: Dataset) -> int:
    """How many photos of the part the weights saw in training, as far as they tell."""
    return len(set(read_config(path).get("trained_on", [])) & set(photo_marks([part])))
