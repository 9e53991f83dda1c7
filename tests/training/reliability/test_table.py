import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import file_hash
from sketchapp.retrieval.trust import SIGNALS
from sketchapp.training.reliability.judged import ALL_SIGNALS, Judged
from sketchapp.training.reliability.table import (
    best_signal,
    fit_trust,
    reliability_table,
    trust_worth,
)
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def made_judged(seed: int, n: int = 400) -> Judged:
    """Half of the first photos are right; the margin tells it well, nothing else does."""
    rng = np.random.default_rng(seed)
    right = rng.random(n) < 0.5
    signals = {name: rng.normal(size=n) for name in ALL_SIGNALS}
    signals["margin"] = right + rng.normal(size=n)
    ids = np.arange(n).astype(str)
    return Judged(np.where(right, 1, 2), ids, np.full(n, 100), signals)


def test_the_table_is_out_of_fold_and_plain(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    table = reliability_table(dataset, tmp_path / "none", folds.folder, None)
    assert table["fine_grained"]["n"] == len(dataset.pairs)
    assert set(table["fine_grained"]["all"]) == {"acc_at_1", "acc_at_5"}
    assert table["signals"]["whole"].keys() == set(ALL_SIGNALS)
    both = table["signals"]["whole_and_unfinished"]["margin"]
    assert both["n"] == 3 * table["signals"]["whole"]["margin"]["n"]
    assert 0 <= both["low"] <= both["auroc"] <= both["high"] <= 1
    text = json.dumps(table, allow_nan=False)
    assert json.dumps(reliability_table(dataset, tmp_path / "none", folds.folder, None)) == text


def test_the_signal_that_tells_is_found() -> None:
    assert best_signal(made_judged(0)) == "margin"
    found = trust_worth([made_judged(seed) for seed in (1, 2, 3)])
    assert found is not None and found["signal_by_fold"] == ["margin"] * 3
    assert found["brier"] < found["brier_of_base_rate"] - 0.02
    assert found["calibration_error"] < 0.05
    assert trust_worth([made_judged(1)]) is None


def test_without_wrong_answers_nothing_can_be_fitted() -> None:
    judged = made_judged(0)
    with pytest.raises(DatasetError, match="right ones and wrong ones"):
        best_signal(judged.only(judged.right))


def test_trust_is_of_these_weights_and_these_photos(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    tiny_retriever(config=TINY_MATRIX).save(tmp_path / "r.safetensors", {})
    before = file_hash(tmp_path / "r.safetensors")
    trust, worth = fit_trust(dataset, folds.folder, tmp_path / "r.safetensors")
    assert trust.model == before == file_hash(tmp_path / "r.safetensors")
    assert trust.signal in SIGNALS and trust.category == "chair"
    assert (trust.n_sketches, trust.n_photos) == (len(dataset.pairs), len(dataset.photos) // 2)
    assert worth["signals"][trust.signal]["auroc"] == pytest.approx(trust.auroc, abs=1e-4)
