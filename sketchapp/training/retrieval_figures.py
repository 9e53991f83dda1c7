"""All that `evaluate retrieval` prints, from one reading of every sketch and photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.models.load import load_retriever
from sketchapp.training.evaluation import join_rankings, ranking_of, retrieval_table
from sketchapp.training.grid import chosen_pairs, write_grids
from sketchapp.training.parts import models_and_parts
from sketchapp.training.readings import read_part
from sketchapp.training.row_choice import STAGES, join_row_ranks, row_ranks_of, row_table


def retrieval_figures(
    dataset: Dataset, checkpoint: Path, folds: Path | None, grid: Path | None = None, seed: int = 0
) -> dict[str, Any]:
    """Accuracy at predicted rows, at all others, and of the levels; out of fold where folds are.

    grid is a folder for pictures of answers. Raises DatasetError where there are no sketches.
    """
    rng = np.random.default_rng(seed)
    chosen = chosen_pairs(dataset, np.random.default_rng(seed))
    rankings, choices = [], []
    for path, part in models_and_parts(dataset, checkpoint, folds):
        reading = read_part(load_retriever(path), part, STAGES)
        rankings.append(ranking_of(reading))
        choices.append(row_ranks_of(reading, rng))
        if grid is not None:
            write_grids(reading, chosen, grid)
    return {**retrieval_table(join_rankings(rankings)), **row_table(join_row_ranks(choices))}
