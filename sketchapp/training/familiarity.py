"""When does nothing in the gallery look like the sketch? A level calibrated out of fold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.quickdraw import drawings_of_other_words
from sketchapp.models.retriever import Retriever, load_retriever
from sketchapp.retrieval.drawings import embed_drawings, mean_cosines
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.retrieval.gallery import Gallery, load_gallery
from sketchapp.training.folds import Folds

KNOWN_KEPT = 0.95  # share of sketches of known things that must stay familiar
DRAWINGS_PER_WORD = 4
KNOWN_WORDS = frozenset(
    {"chair", "couch", "shoe", "flip flops", "bench", "stool", "high heel", "sandal", "boot", "bed"}
)  # words whose drawings do look like something in a gallery of chairs and shoes


def familiarity_table(
    known: Dataset, unknown: Path, folds: Folds, gallery_folder: Path
) -> dict[str, float | int]:
    """The level that keeps KNOWN_KEPT of held-out sketches, and how well it tells others apart.

    known are sketches of what the gallery holds, each scored by the model that never saw its
    photo; unknown a folder of drawings of everything else. auroc is the chance that a known sketch
    has a higher best similarity than an unknown one.
    """
    gallery = load_gallery(gallery_folder)
    sketches = drawings_of_other_words(unknown, KNOWN_WORDS, DRAWINGS_PER_WORD)
    others = [Lines.of(sketch) for sketch in sketches]
    familiar, strange = [], []
    for fold in range(len(folds)):
        retriever = load_retriever(folds.model_path(fold))
        own = [pair.lines for pair in folds.held_out(known, fold).pairs]
        familiar.append(best_similarities(retriever, gallery, own))
        strange.append(best_similarities(retriever, gallery, others))
    return _table(np.concatenate(familiar), np.concatenate(strange))


def best_similarities(
    retriever: Retriever, gallery: Gallery, drawings: list[Lines]
) -> NDArray[np.float64]:
    """The similarity of every drawing's best match, (Q,)."""
    photos = embed_photo_files(retriever, [photo.path for photo in gallery.photos])
    return mean_cosines(embed_drawings(retriever, drawings), photos).max(axis=1)


def _table(familiar: NDArray[np.float64], strange: NDArray[np.float64]) -> dict[str, float | int]:
    level = float(np.quantile(familiar, 1 - KNOWN_KEPT))
    wins = mannwhitneyu(familiar, strange).statistic / (len(familiar) * len(strange))
    return {
        "familiar_from": round(level, 4),
        "known_kept": round(float((familiar >= level).mean()), 4),
        "unknown_refused": round(float((strange < level).mean()), 4),
        "auroc": round(float(wins), 4),
        "n_known": len(familiar),
        "n_unknown": len(strange),
    }
