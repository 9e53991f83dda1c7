import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.attribution.faithfulness import RANKINGS
from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import SketchAppError
from sketchapp.training.faithfulness_table import faithfulness_table
from tests.made_datasets import make_qmul
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_the_table_of_a_tiny_model(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2)
    table = faithfulness_table(dataset, tmp_path / "none", folds.folder, 4, "gradient")
    assert (table["dataset"], table["pixels"], table["n_sketches"]) == ("chairv2", "gradient", 4)
    assert table["rankings"].keys() == set(RANKINGS)
    for ranking in table["rankings"].values():
        assert ranking["deletion"]["n"] == 4 and np.isfinite(ranking["deletion"]["mean"])
    text = json.dumps(table, allow_nan=False)  # plain JSON
    again = faithfulness_table(dataset, tmp_path / "none", folds.folder, 4, "gradient")
    assert json.dumps(again) == text


def test_an_unknown_pixel_attribution_is_refused(tmp_path: Path, dataset: Dataset) -> None:
    with pytest.raises(SketchAppError, match="'magic' not found"):
        faithfulness_table(dataset, tmp_path / "none", None, 4, "magic")
