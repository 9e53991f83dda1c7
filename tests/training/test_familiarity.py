from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.data.quickdraw import DOODLES_PER_WORD
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training import familiarity
from sketchapp.training.familiarity import best_similarities, familiarity_table
from tests.attribution.toys import random_sketch
from tests.made_datasets import (
    TEST_WORDS,
    TRAIN_WORDS,
    make_gallery,
    make_qmul,
    make_quickdraw,
)
from tests.training.made_retrievers import ScriptedRetriever, made_folds


@pytest.fixture
def chairs(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2', n_photos=42)}")


def test_the_best_match_counts() -> None:
    lines = [Lines.of(random_sketch(np.random.default_rng(seed))) for seed in range(2)]
    sketches, photos = np.eye(3)[[0, 2]], np.array([[0.2, 0, 0], [0.9, 0, 0], [0, 0, -0.5]])
    retriever = ScriptedRetriever(sketches, photos)
    found = best_similarities(retriever, photos[:, None].astype(np.float32), lines)
    assert found.tolist() == pytest.approx([0.9, 0])


@pytest.mark.parametrize("apart", [True, False])
def test_the_level_keeps_what_is_known(
    tmp_path: Path, chairs: Dataset, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    """Known drawings lie evenly in 0.5 to 1, strange ones below 0.4 or among them."""
    folds = made_folds(tmp_path / "folds", chairs, 2)
    words = {"chair": 200, **dict.fromkeys([*TEST_WORDS, *TRAIN_WORDS], 9)}
    doodles = make_quickdraw(tmp_path / "words", words)
    sizes: list[int] = []

    def scripted(_retriever: object, _photos: object, drawings: list) -> np.ndarray:
        sizes.append(len(drawings))
        is_strange = len(sizes) % 3 == 0
        low, high = (0.0, 0.4) if is_strange and apart else (0.5, 1.0)
        return np.linspace(low, high, len(drawings))

    monkeypatch.setattr(familiarity, "best_similarities", scripted)
    table = familiarity_table(chairs, doodles, folds, make_gallery(tmp_path / "gallery"))
    assert sizes[0] + sizes[3] == table["n_sketches"] == 80  # every sketch by one model
    assert sizes[2] == sizes[5] == 6 * len(TEST_WORDS)  # no word that was trained with
    assert sizes[1] == sizes[4] == DOODLES_PER_WORD
    assert (table["n_known_doodles"], table["n_unknown"]) == (2 * sizes[1], 2 * sizes[2])
    assert table["familiar_from"] == pytest.approx(0.525, abs=0.01)
    assert table["sketches_kept"] == pytest.approx(0.95, abs=0.03)
    if apart:
        assert (table["auroc"], table["unknown_refused"]) == (1, 1)
    else:
        assert table["auroc"] == pytest.approx(0.5, abs=0.01)
        assert table["unknown_refused"] < 0.2


def test_the_table_of_tiny_models(tmp_path: Path, chairs: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", chairs, 2)
    doodles = make_quickdraw(tmp_path / "words", {"chair": 20, TEST_WORDS[0]: 3})
    table = familiarity_table(chairs, doodles, folds, make_gallery(tmp_path / "gallery"))
    assert (table["n_sketches"], table["n_unknown"]) == (80, 4)
    assert -1 <= table["familiar_from"] <= 1 and 0 <= table["auroc"] <= 1


@pytest.mark.parametrize("words", [{"chair": 60}, {TEST_WORDS[0]: 3}])
def test_both_kinds_of_drawings_are_needed(tmp_path: Path, chairs: Dataset, words: dict) -> None:
    folds = made_folds(tmp_path / "folds", chairs, 2)
    doodles = make_quickdraw(tmp_path / "words", words)
    with pytest.raises(DatasetError, match="both are needed"):
        familiarity_table(chairs, doodles, folds, make_gallery(tmp_path / "gallery"))
