import json
from pathlib import Path

import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.evaluation import rank_out_of_fold, retrieval_table
from sketchapp.training.retrieval_figures import retrieval_figures
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_out_of_fold_figures_are_those_of_the_predicted_rows(
    tmp_path: Path, dataset: Dataset
) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2, TINY_MATRIX)
    table, grids = retrieval_figures(dataset, tmp_path / "none", folds.folder)
    expected = retrieval_table(rank_out_of_fold(dataset, folds))
    assert {key: table[key] for key in expected} == expected
    assert table["by_rows"].keys() == {"1", "2", "3", "random"}
    assert table["by_completion"].keys() == {"30", "60", "100"}
    assert table["by_completion"]["100"]["predicted"]["acc_at_1"] == table["acc_at_1"]
    assert 0 <= table["abstraction_acc"] <= 100
    assert sum(table["level_histogram"].values()) == 16
    again, _ = retrieval_figures(dataset, tmp_path, folds.folder)
    assert json.dumps(again) == json.dumps(table) and not grids


def test_a_grid_has_the_same_sketches_every_time(tmp_path: Path, dataset: Dataset) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {})
    first, second = (retrieval_figures(dataset, path, None, drawn=True)[1] for _ in range(2))
    assert first.keys() == second.keys() and len(first) == 12
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)


def test_no_sketches_no_figures(tmp_path: Path, dataset: Dataset) -> None:
    with pytest.raises(DatasetError, match="no sketches in this split"):
        retrieval_figures(Dataset(dataset.name, dataset.photos, ()), tmp_path / "none", None)
