"""Verification of faces: is this sketch of this photo? Acc.@1 beside it, as in Table 4.

Section 6.4 of the abstraction paper measures forensic sketches by both, after Wu et al., Coupled
Deep Learning for Heterogeneous Face Recognition, 2018.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.models.load import load_retriever
from sketchapp.training.evaluation import ranking_of, retrieval_table, warn_if_trained_on
from sketchapp.training.readings import read_part

FALSE_ACCEPTANCE = 0.01  # share of the impostors that may be taken for the person


def impostors_of(similarity: NDArray, truth: NDArray[np.int64]) -> NDArray:
    """Similarities of all sketches to photos that are not theirs, (Q (N - 1),).

    similarity is (Q, N), truth (Q,) the column of each sketch's own photo.
    """
    is_genuine = np.arange(similarity.shape[1]) == truth[:, None]  # (Q, N)
    return similarity[~is_genuine]


def acceptance_threshold(impostors: NDArray, far: float = FALSE_ACCEPTANCE) -> float:
    """The similarity over which at most the share `far` of the impostors lies.

    Their (1 - far) quantile, and where that falls between two of them the larger one. NaN is an
    error, and so is a gallery of one photo, which has no impostor (DatasetError).
    """
    if not len(impostors):
        raise DatasetError("there is no photo of anybody else to refuse; give at least two photos")
    if np.isnan(impostors).any():
        raise FloatingPointError("a similarity is not a number; the weights are broken")
    return float(np.quantile(impostors, 1 - far, method="higher"))


def verification_rate(
    similarity: NDArray, truth: NDArray[np.int64], far: float = FALSE_ACCEPTANCE
) -> float:
    """Percent of the sketches that are accepted for their own photo where `far` of others are.

    Accepted is what lies over `acceptance_threshold`: a tie with it counts against us.
    """
    threshold = acceptance_threshold(impostors_of(similarity, truth), far)
    own = similarity[np.arange(len(truth)), truth]  # (Q,)
    if np.isnan(own).any():
        raise FloatingPointError("a similarity is not a number; the weights are broken")
    return float(100 * (own > threshold).mean())


def verification_table(dataset: Dataset, checkpoint: Path) -> dict[str, Any]:
    """What `evaluate forensic` prints: accuracies, and the verification rate at 1 % false ones.

    Every sketch at the rows that its level selects. Raises DatasetError where there are no sketches
    or fewer than two photos.
    """
    warn_if_trained_on(checkpoint, dataset)
    reading = read_part(load_retriever(checkpoint), dataset)
    similarity, truth = reading.similarities(reading.whole), reading.whole.truth
    impostors = impostors_of(similarity, truth)
    return {
        **retrieval_table(ranking_of(reading)),
        "vr_at_far_1": round(verification_rate(similarity, truth), 2),
        "threshold": round(acceptance_threshold(impostors), 4),
        "n_impostor_pairs": len(impostors),
    }
