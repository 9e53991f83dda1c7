"""Verification at a fixed share of false acceptances, on matrices whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.verification import (
    acceptance_threshold,
    impostors_of,
    verification_rate,
    verification_table,
)
from tests.made_datasets import make_forensic
from tests.models.tiny import TINY_MATRIX, tiny_retriever


def test_impostors_are_all_pairs_but_the_genuine_ones() -> None:
    similarity = np.array([[0.9, 0.1, 0.2], [0.3, 0.4, 0.8]])
    assert sorted(impostors_of(similarity, np.array([0, 2]))) == [0.1, 0.2, 0.3, 0.4]
    assert sorted(impostors_of(similarity, np.array([1, 1]))) == [0.2, 0.3, 0.8, 0.9]


@pytest.mark.parametrize(("count", "over"), [(1, 0), (50, 0), (100, 0), (101, 1), (201, 2)])
def test_at_most_one_percent_of_the_impostors_is_accepted(count: int, over: int) -> None:
    impostors = np.random.default_rng(0).permutation(count) / count
    threshold = acceptance_threshold(impostors)
    assert (impostors > threshold).sum() == over <= 0.01 * count


def matrix(genuine: list[float], impostors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Similarities (Q, N) with these in the columns of the truth and those everywhere else."""
    truth = np.arange(len(genuine))
    similarity = impostors.reshape(len(genuine), -1)
    whole = np.zeros((len(genuine), similarity.shape[1] + 1))
    for row, (own, others) in enumerate(zip(genuine, similarity, strict=True)):
        whole[row] = np.insert(others, truth[row], own)
    return whole, truth


def test_rate_of_a_matrix_made_by_hand() -> None:
    impostors = np.arange(404) / 1000  # 0 ... 0.403: 4 of 404 lie over 0.399
    similarity, truth = matrix([0.9, 0.3999, 0.399, 0.1], impostors)
    assert verification_rate(similarity, truth) == 50.0  # the tie with 0.399 is refused
    assert verification_rate(similarity, truth, far=0.5) == 75.0
    assert verification_rate(similarity, truth, far=0.0) == 25.0


def test_it_is_the_threshold_of_all_sketches_together() -> None:
    """One sketch that finds everybody similar spoils the others, unlike Acc.@1."""
    calm, eager = np.full(200, 0.1), np.full(200, 0.7)
    similarity, truth = matrix([0.6, 0.8], np.concatenate([calm, eager]))
    assert verification_rate(similarity, truth) == 50.0
    assert similarity.argmax(axis=1).tolist() == truth.tolist()


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(DatasetError, match="at least two photos"):
        verification_rate(np.ones((2, 1)), np.array([0, 0]))
    for broken in ([[np.nan, 0.1]], [[0.1, np.nan]]):
        with pytest.raises(FloatingPointError, match="not a number"):
            verification_rate(np.array(broken), np.array([0]))


def test_the_table_of_a_dataset(tmp_path: Path) -> None:
    data = load_dataset(f"forensic:{make_forensic(tmp_path / 'CUFS', 4)}")
    tiny_retriever(config=TINY_MATRIX).save(tmp_path / "r.safetensors", {})
    table = verification_table(data, tmp_path / "r.safetensors")
    assert json.loads(json.dumps(table)) == table
    assert (table["n_sketches"], table["n_photos"], table["n_impostor_pairs"]) == (4, 4, 12)
    assert table["acc_at_1"] % 25 == 0 and table["vr_at_far_1"] % 25 == 0
    assert -1 <= table["threshold"] <= 1
