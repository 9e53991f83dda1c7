"""Is the sketch of something the model knows? A direction of its space, and a level along it.

The best similarity alone does not tell: the nearest chair to a cat is as near as to a poor chair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu
from torch import Tensor, nn

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.quickdraw import DOODLES_PER_WORD, Doodles, load_doodles
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.models.retriever import KNOWN_DIRECTION, Retriever
from sketchapp.retrieval.drawings import embed_drawings, flat
from sketchapp.sketch.geometry import prefix
from sketchapp.training.folds import Folds

KNOWN_KEPT = 0.95  # share of held-out sketches of known things that must stay familiar
PREFIX_SHARES = (0.4, 0.7)  # of the ink: drawings that are not finished are familiar too
DOODLE_WEIGHT = 0.3  # of known doodles among what is known; there are few of them
PENALTY = 3e-5  # on the squared direction; weaker fits the words seen, stronger tells less apart


@dataclass(frozen=True, eq=False)
class Examples:
    """Vectors of known drawings (A, K D) with weights (A,) that sum to 1, strange ones (C, K D)."""

    known: NDArray[np.float32]
    weights: NDArray[np.float32]
    strange: NDArray[np.float32]


def examples_of(retriever: Retriever, datasets: Sequence[Dataset], doodles: Doodles) -> Examples:
    """Embed the sketches of datasets, whole and in part, and the doodles."""
    pairs = [pair for dataset in datasets for pair in dataset.pairs]
    parts = [
        Lines.of(prefix(pair.sketch, share))
        for pair in pairs[::2]
        if pair.sketch
        for share in PREFIX_SHARES
    ]
    sketches = flat_rows(retriever, [pair.lines for pair in pairs] + parts)
    own = flat_rows(retriever, known_doodles(doodles))
    strange = flat_rows(retriever, doodles.strange)
    shares = [(sketches, 1 - DOODLE_WEIGHT), (own, DOODLE_WEIGHT)]
    weights = np.concatenate([np.full(len(r), share / max(1, len(r))) for r, share in shares])
    return Examples(np.concatenate([sketches, own]), weights.astype(np.float32), strange)


def fit_direction(examples: Examples) -> Tensor:
    """The unit vector (K D,) along which known and strange drawings part best (logistic)."""
    rows = torch.from_numpy(np.concatenate([examples.known, examples.strange]))
    strange = np.full(len(examples.strange), 1 / len(examples.strange), np.float32)
    weights = torch.from_numpy(np.concatenate([examples.weights, strange]))
    truth = torch.cat([torch.ones(len(examples.known)), torch.zeros(len(strange))])
    direction = torch.zeros(rows.shape[1], requires_grad=True)
    offset = torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([direction, offset], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        solver.zero_grad()
        logits = rows @ direction + offset
        misses = nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
        value = (weights * misses).sum() + PENALTY * direction.square().sum()
        value.backward()
        return value

    solver.step(loss)
    return nn.functional.normalize(direction.detach(), dim=0)


def familiarity_table(
    datasets: Sequence[Dataset], doodle_folder: Path, folds: Folds
) -> dict[str, float | int]:
    """The level that keeps KNOWN_KEPT of held-out sketches, and what it does to everything else.

    Every fold's model gets a direction from its own side of the data, and is judged on sketches of
    photos, and on doodles, that neither saw; the strange ones are of words that neither saw. auroc
    is the chance that a held-out sketch lies further along the direction than a strange doodle.
    """
    train, test = (load_doodles(doodle_folder, s, DOODLES_PER_WORD) for s in ("train", "test"))
    for side in (train, test):
        check_doodles(side, doodle_folder)
    found: list[list[NDArray[np.float32]]] = [[], [], []]
    for fold in range(len(folds)):
        retriever = load_retriever(folds.model_path(fold))
        kept = [folds.kept(d, fold) if d.name == folds.dataset else d for d in datasets]
        direction = fit_direction(examples_of(retriever, kept, train)).numpy()
        held_out = [folds.held_out(d, fold) for d in datasets if d.name == folds.dataset]
        sketches = [pair.lines for dataset in held_out for pair in dataset.pairs]
        judged = (sketches, known_doodles(test), test.strange)
        for values, drawings in zip(found, judged, strict=True):
            values.append(flat_rows(retriever, drawings) @ direction)
    return level_table(*(np.concatenate(values) for values in found))


def level_table(
    sketches: NDArray[np.floating], own: NDArray[np.floating], strange: NDArray[np.floating]
) -> dict[str, float | int]:
    """The level from held-out sketches, and the shares on either side of it."""
    level = float(np.quantile(sketches, 1 - KNOWN_KEPT))
    wins = mannwhitneyu(sketches, strange).statistic / (len(sketches) * len(strange))
    return {
        "familiar_from": round(level, 4),
        "sketches_kept": round(float((sketches >= level).mean()), 4),
        "known_doodles_kept": round(float((own >= level).mean()), 4),
        "strange_refused": round(float((strange < level).mean()), 4),
        "auroc": round(float(wins), 4),
        "n_sketches": len(sketches),
        "n_known_doodles": len(own),
        "n_strange": len(strange),
    }


def store_direction(
    checkpoint: Path, datasets: Sequence[Dataset], doodle_folder: Path, level: float
) -> None:
    """Fit the direction for weights that were trained on these datasets, and put both into them."""
    doodles = load_doodles(doodle_folder, "train", DOODLES_PER_WORD)
    check_doodles(doodles, doodle_folder)
    direction = fit_direction(examples_of(load_retriever(checkpoint), datasets, doodles))
    tensors = read_tensors(checkpoint) | {KNOWN_DIRECTION: direction}
    write_checkpoint(checkpoint, tensors, read_config(checkpoint) | {"familiar_from": level})


def check_doodles(doodles: Doodles, folder: Path) -> None:
    """DatasetError where a kind of doodle is missing."""
    n_known = len(known_doodles(doodles))
    if not n_known or not doodles.strange:
        raise DatasetError(
            f"{folder} has {n_known} drawings of known words and {len(doodles.strange)} of others"
            " on one side of its split; both are needed"
        )


def known_doodles(doodles: Doodles) -> list[Lines]:
    """Doodles of all known categories."""
    return [lines for drawings in doodles.known.values() for lines in drawings]


def flat_rows(retriever: Retriever, drawings: Sequence[Lines]) -> NDArray[np.float32]:
    """All K rows of every drawing side by side, as unit vectors (Q, K D)."""
    return flat(embed_drawings(retriever, drawings))
