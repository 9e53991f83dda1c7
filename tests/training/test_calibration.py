import logging
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import file_hash, read_config, read_tensors
from sketchapp.models.load import load_retriever
from sketchapp.retrieval.certainty import COLDEST, HOTTEST, fit_temperature
from sketchapp.training.calibration import (
    PERCENTS,
    certainty_table,
    pooled,
    store_temperature,
    stored_temperature,
    temperature_for,
    temperature_of,
    temperatures_out_of_fold,
)
from sketchapp.training.readings import Reading, read_part
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def readings_of(dataset: Dataset, cuts: tuple[int, ...]) -> list[Reading]:
    """Parts of so many photos, read whole and at 30 % by models of their own."""
    ends = np.cumsum(cuts)
    parts = [
        dataset.only(photo.id for photo in dataset.photos[end - cut : end])
        for cut, end in zip(cuts, ends, strict=True)
    ]
    return [
        read_part(tiny_retriever(seed, TINY_MATRIX), part, (30, 100))
        for seed, part in enumerate(parts)
    ]


def test_galleries_of_different_sizes_are_pooled(dataset: Dataset) -> None:
    readings = readings_of(dataset, (3, 5))
    similarities, truth = pooled(readings, np.random.default_rng(0))
    assert similarities.shape == (2 * 6 + 2 * 10, 5) and len(truth) == 32
    assert np.isneginf(similarities[:12, 3:]).all() and np.isfinite(similarities[12:]).all()
    own = readings[1].similarities(readings[1].stages[100])
    assert np.array_equal(similarities[22:], own)


def test_a_fold_has_the_temperature_of_the_others(dataset: Dataset) -> None:
    readings = readings_of(dataset, (2, 3, 3))
    found = temperatures_out_of_fold(readings, np.random.default_rng(0))
    for at, temperature in enumerate(found):
        others = [reading for i, reading in enumerate(readings) if i != at]
        expected = fit_temperature(*pooled(others, np.random.default_rng(0)))
        assert temperature == pytest.approx(expected) and COLDEST <= temperature <= HOTTEST
    assert len(set(found)) > 1
    with pytest.raises(DatasetError, match="1 folds"):
        temperatures_out_of_fold(readings[:1], np.random.default_rng(0))


def test_weights_without_a_temperature_get_one_with_a_warning(
    tmp_path: Path, dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    path, rng = tmp_path / "r.safetensors", np.random.default_rng(0)
    tiny_retriever().save(path, {})
    reading = read_part(tiny_retriever(), dataset, (30, 100))
    with caplog.at_level(logging.WARNING):
        found = temperature_for(path, reading, rng)
    assert found == pytest.approx(temperature_of([reading], rng))
    assert "fitted on the very sketches that it is judged by" in caplog.text
    caplog.clear()
    store_temperature(path, 0.07)
    assert temperature_for(path, reading, rng) == 0.07 and not caplog.text


def test_a_temperature_is_stored_beside_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {"familiar_from": 0.2, "categories": ["chair"]})
    before, tensors = file_hash(path), read_tensors(path)
    assert stored_temperature(path) is None
    store_temperature(path, 0.05)
    assert stored_temperature(path) == read_config(path)["temperature"] == 0.05
    assert load_retriever(path).familiar_from == 0.2
    assert all(torch.equal(tensors[name], t) for name, t in read_tensors(path).items())
    assert file_hash(path) != before


def test_the_table_is_of_all_folds(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2)
    table = certainty_table([dataset], [folds])
    assert table["n_sketches"] == 16 and table["percents"] == list(PERCENTS)
    assert len(table["temperature_by_fold"]) == 2
    low, high = sorted(table["temperature_by_fold"])
    assert 0.5 * low <= table["temperature"] <= 2 * high
    assert table["nll_of_equal_chances"] == pytest.approx(np.log(4), abs=1e-4)
    assert table["nll"] < 2 * np.log(4)
    assert 0 <= table["entropy_wrong"] <= 1
    assert certainty_table([dataset], [folds]) == table
    with pytest.raises(DatasetError, match="1 datasets and 2 folds"):
        certainty_table([dataset], [folds, folds])
