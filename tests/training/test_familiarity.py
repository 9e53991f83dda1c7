from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.quickdraw import load_doodles
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.load import load_retriever
from sketchapp.training.familiarity import (
    DOODLE_WEIGHT,
    Examples,
    examples_of,
    familiarity_table,
    fit_direction,
    level_table,
    store_direction,
)
from tests.made_datasets import TEST_WORDS, TRAIN_WORDS, make_qmul, make_quickdraw
from tests.models.tiny import tiny_retriever
from tests.training.made_retrievers import made_folds

WORDS = {"chair": 60, **dict.fromkeys([*TEST_WORDS, *TRAIN_WORDS], 2)}


@pytest.fixture
def chairs(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2', n_photos=12)}")


@pytest.fixture
def doodles(tmp_path: Path) -> Path:
    return make_quickdraw(tmp_path / "words", WORDS)


def test_direction_points_from_strange_to_known() -> None:
    rng = np.random.default_rng(0)
    known, strange = rng.normal(0, 0.1, (2, 50, 6)).astype(np.float32)
    known[:, 2] += 1
    strange[:, 2] -= 1
    direction = fit_direction(Examples(known, np.full(50, 0.02, np.float32), strange))
    assert direction[2] > 0.95
    assert float(direction.norm()) == pytest.approx(1)


def test_direction_follows_the_weights_not_the_counts() -> None:
    """Of 90 heavy and 10 light known drawings the direction follows those that weigh more."""
    axes = np.eye(3, dtype=np.float32)
    known = np.concatenate([axes[:1].repeat(90, 0), axes[1:2].repeat(10, 0)])
    weights = np.concatenate([np.full(90, 0.1 / 90), np.full(10, 0.9 / 10)]).astype(np.float32)
    direction = fit_direction(Examples(known, weights, axes[2:].repeat(20, 0)))
    assert direction[1] > direction[0] > 0 > direction[2]


def test_examples_hold_whole_and_unfinished_sketches(chairs: Dataset, doodles: Path) -> None:
    found = examples_of(tiny_retriever(), [chairs], load_doodles(doodles, "train", 9))
    n_sketches = len(chairs.pairs) + 2 * (len(chairs.pairs) // 2)
    assert len(found.known) == len(found.weights) == n_sketches + 9
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights[n_sketches:].sum() == pytest.approx(DOODLE_WEIGHT)
    assert len(found.strange) == 2 * len(TRAIN_WORDS)


def test_the_level_keeps_what_is_known() -> None:
    table = level_table(np.linspace(0.5, 1, 101), np.array([0.4, 0.6]), np.array([0.1, 0.9]))
    assert table["familiar_from"] == pytest.approx(0.525, abs=1e-3)
    assert table["sketches_kept"] == pytest.approx(0.95, abs=0.01)
    assert (table["known_doodles_kept"], table["strange_refused"]) == (0.5, 0.5)
    assert 0.5 < table["auroc"] < 0.7
    assert (table["n_sketches"], table["n_known_doodles"], table["n_strange"]) == (101, 2, 2)


def test_every_sketch_is_judged_once_and_words_are_new(
    tmp_path: Path, chairs: Dataset, doodles: Path
) -> None:
    table = familiarity_table([chairs], doodles, made_folds(tmp_path / "folds", chairs, 2))
    assert table["n_sketches"] == len(chairs.pairs)
    assert table["n_strange"] == 2 * 2 * len(TEST_WORDS)
    assert -1 <= table["familiar_from"] <= 1


def test_direction_and_level_are_stored_with_the_weights(
    tmp_path: Path, chairs: Dataset, doodles: Path
) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {"steps": 3})
    before = load_retriever(path)
    store_direction(path, [chairs], doodles, 0.12)
    loaded = load_retriever(path)
    assert loaded.known_direction is not None and loaded.familiar_from == 0.12
    assert float(loaded.known_direction.norm()) == pytest.approx(1)
    assert torch.equal(before.abstraction.classify.weight, loaded.abstraction.classify.weight)


@pytest.mark.parametrize("words", [{"chair": 60}, dict.fromkeys([*TEST_WORDS, *TRAIN_WORDS], 3)])
def test_both_kinds_of_drawings_are_needed(tmp_path: Path, chairs: Dataset, words: dict) -> None:
    folds = made_folds(tmp_path / "folds", chairs, 2)
    with pytest.raises(DatasetError, match="both are needed"):
        familiarity_table([chairs], make_quickdraw(tmp_path / "words", words), folds)
