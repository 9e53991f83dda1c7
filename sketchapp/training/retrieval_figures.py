"""All that `evaluate retrieval` prints, from one reading of every sketch and photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_retriever
from sketchapp.training.evaluation import join_rankings, ranking_of, retrieval_table
from sketchapp.training.grid import Grids, chosen_pairs, grids_of
from sketchapp.training.parts import models_and_parts
from sketchapp.training.readings import read_part
from sketchapp.training.row_choice import STAGES, join_row_ranks, row_ranks_of, row_table


def retrieval_figures(
    dataset: Dataset, checkpoint: Path, folds: Path | None, *, drawn: bool = False, seed: int = 0
) -> tuple[dict[str, Any], Grids]:
    """Accuracy at predicted rows, at all others, and of the levels; out of fold where folds are.

    Beside it pictures of some answers, if they are to be drawn. Raises DatasetError where there are
    no sketches.
    """
    rng = np.random.default_rng(seed)
    chosen = chosen_pairs(dataset, np.random.default_rng(seed)) if drawn else ()
    rankings, choices, grids = [], [], {}
    for path, part in models_and_parts(dataset, checkpoint, folds):
        reading = read_part(load_retriever(path), part, STAGES)
        rankings.append(ranking_of(reading))
        choices.append(row_ranks_of(reading, rng))
        grids |= grids_of(reading, chosen)
    table = retrieval_table(join_rankings(rankings)) | row_table(join_row_ranks(choices))
    return table, grids
