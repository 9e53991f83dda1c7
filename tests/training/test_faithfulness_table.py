import json
from pathlib import Path

import numpy as np
import pytest

from sketchapp.attribution import Similarity, images_of_ink
from sketchapp.attribution.faithfulness import RANKINGS, Faithfulness, faithfulness_of
from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import SketchAppError
from sketchapp.models.load import load_retriever
from sketchapp.sketch import Sketch, rasterise
from sketchapp.training.faithfulness_table import faithfulness_table
from sketchapp.training.readings import read_part
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever
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


def test_the_rows_of_the_whole_sketch_are_explained(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The score of a sketch, and of a part of it, is the mean cosine of the rows of its level."""
    retriever = tiny_retriever(1, TINY_MATRIX)  # finds sketches of two levels here
    retriever.save(tmp_path / "r.safetensors", {})
    reading = read_part(load_retriever(tmp_path / "r.safetensors"), dataset)
    seen: list[Similarity] = []

    def listen(sketch: Sketch, score: Similarity, *more: object) -> Faithfulness:
        seen.append(score)
        return faithfulness_of(sketch, score, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("sketchapp.training.faithfulness_table.faithfulness_of", listen)
    faithfulness_table(dataset, tmp_path / "r.safetensors", None, 16, "gradient")
    counts = reading.predicted_rows(reading.whole)
    assert len(set(counts)) > 1
    expected = reading.similarities(reading.whole)[np.arange(16), reading.whole.truth]
    for pair, score, count, cosine in zip(dataset.pairs, seen, counts, expected, strict=True):
        assert pair.sketch is not None and len(score.target) == count
        image = images_of_ink(rasterise(pair.sketch, retriever.style).ink)
        assert float(score(image)) == pytest.approx(cosine, abs=1e-5)


def test_an_unknown_pixel_attribution_is_refused(tmp_path: Path, dataset: Dataset) -> None:
    with pytest.raises(SketchAppError, match="'magic' not found"):
        faithfulness_table(dataset, tmp_path / "none", None, 4, "magic")
