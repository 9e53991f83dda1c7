import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.evaluation import photo_marks
from sketchapp.training.parts import category_part, models_and_parts, sample_of, vector_part
from tests.made_datasets import make_qmul, make_shoev1
from tests.models.tiny import tiny_retriever
from tests.training.made_retrievers import made_folds


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_a_sample_is_of_different_sketches(dataset: Dataset) -> None:
    drawn = sample_of(dataset, 5, np.random.default_rng(0))
    assert len({pair.id for pair in drawn.pairs}) == 5 and drawn.photos == dataset.photos
    assert sample_of(dataset, 5, np.random.default_rng(0)).pairs == drawn.pairs
    assert sample_of(dataset, 5, np.random.default_rng(1)).pairs != drawn.pairs
    assert sample_of(dataset, 99, np.random.default_rng(0)).pairs == dataset.pairs


def test_pictures_of_sketches_cannot_be_explained(tmp_path: Path) -> None:
    shoes = load_dataset(f"shoev1:{make_shoev1(tmp_path / 'ShoeV1')}")
    with pytest.raises(DatasetError, match="no vector sketches"):
        sample_of(shoes, 5, np.random.default_rng(0))


def test_with_folds_every_sketch_has_the_model_that_never_saw_it(
    tmp_path: Path, dataset: Dataset
) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2)
    parts = list(models_and_parts(dataset, tmp_path / "none", folds.folder))
    assert [path for path, _ in parts] == [folds.model_path(0), folds.model_path(1)]
    for fold, (_, part) in enumerate(parts):
        assert {pair.photo_id for pair in part.pairs} == set(folds.photo_ids[fold])


def test_without_folds_there_is_a_warning(
    tmp_path: Path, dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever().save(path, {"trained_on": photo_marks([dataset])})
    with caplog.at_level(logging.WARNING):
        assert list(models_and_parts(dataset, path, None)) == [(path, dataset)]
    assert "was trained on 8 of the 8 photos" in caplog.text


def test_folds_without_sketches_are_left_out(tmp_path: Path, dataset: Dataset) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2)
    few = Dataset(dataset.name, dataset.photos, folds.held_out(dataset, 1).pairs[:1])
    assert [path for path, _ in models_and_parts(few, tmp_path, folds.folder)] == [
        folds.model_path(1)
    ]
    with pytest.raises(DatasetError, match="no sketches in this split"):
        list(models_and_parts(Dataset(dataset.name, dataset.photos, ()), tmp_path, folds.folder))


def test_all_vector_sketches_are_taken_without_a_limit(dataset: Dataset) -> None:
    assert sample_of(dataset, None, np.random.default_rng(0)).pairs == vector_part(dataset).pairs


def test_a_part_shows_the_categories_that_are_asked_for(dataset: Dataset) -> None:
    shoe = replace(dataset.photos[0], category="shoe")
    mixed = Dataset(dataset.name, (shoe, *dataset.photos[1:]), dataset.pairs)
    part = category_part(mixed, ["shoe"])
    assert part.photos == (shoe,) and {pair.photo_id for pair in part.pairs} == {shoe.id}
    assert category_part(mixed, []).pairs == mixed.pairs
    with pytest.raises(DatasetError, match="no category 'lamp'; there are: chair, shoe"):
        category_part(mixed, ["chair", "lamp"])
