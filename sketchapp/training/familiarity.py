"""When does nothing in the gallery look like the sketch? A level calibrated out of fold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.quickdraw import DOODLES_PER_WORD, load_doodles
from sketchapp.errors import DatasetError
from sketchapp.models.retriever import Retriever, load_retriever
from sketchapp.retrieval.drawings import embed_drawings, mean_cosines
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.training.folds import Folds

KNOWN_KEPT = 0.95  # share of sketches of known things that must stay familiar


def familiarity_table(
    known: Dataset, doodle_folder: Path, folds: Folds, gallery_folder: Path
) -> dict[str, float | int]:
    """The level that keeps KNOWN_KEPT of what people draw of known things, and what it refuses.

    Known are held-out sketches of the dataset, each scored by the model that never saw its photo,
    and held-out doodles of known words, weighted alike; unknown are doodles of words that no model
    saw. auroc is the chance that a held-out sketch has a higher best similarity than an unknown.
    """
    gallery = load_gallery(gallery_folder)
    doodles = load_doodles(doodle_folder, "test", DOODLES_PER_WORD)
    own_doodles = [lines for drawings in doodles.known.values() for lines in drawings]
    if not own_doodles or not doodles.strange:
        raise DatasetError(
            f"{doodle_folder} has {len(own_doodles)} drawings of known words and"
            f" {len(doodles.strange)} of others to test with; both are needed"
        )
    sketches, known_doodles, unknown = [], [], []
    for fold in range(len(folds)):
        retriever = load_retriever(folds.model_path(fold))
        photos = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
        held_out = [pair.lines for pair in folds.held_out(known, fold).pairs]
        sketches.append(best_similarities(retriever, photos, held_out))
        known_doodles.append(best_similarities(retriever, photos, own_doodles))
        unknown.append(best_similarities(retriever, photos, doodles.strange))
    return _table(*(np.concatenate(part) for part in (sketches, known_doodles, unknown)))


def best_similarities(
    retriever: Retriever, photos: NDArray[np.float32], drawings: Sequence[Lines]
) -> NDArray[np.float64]:
    """The similarity of every drawing's best match among photos (N, K, D), (Q,)."""
    return mean_cosines(embed_drawings(retriever, drawings), photos).max(axis=1)


def _table(
    sketches: NDArray[np.float64], known_doodles: NDArray[np.float64], unknown: NDArray[np.float64]
) -> dict[str, float | int]:
    level = float(
        np.mean([np.quantile(part, 1 - KNOWN_KEPT) for part in (sketches, known_doodles)])
    )
    wins = mannwhitneyu(sketches, unknown).statistic / (len(sketches) * len(unknown))
    return {
        "familiar_from": round(level, 4),
        "sketches_kept": round(float((sketches >= level).mean()), 4),
        "known_doodles_kept": round(float((known_doodles >= level).mean()), 4),
        "unknown_refused": round(float((unknown < level).mean()), 4),
        "auroc": round(float(wins), 4),
        "n_sketches": len(sketches),
        "n_known_doodles": len(known_doodles),
        "n_unknown": len(unknown),
    }
