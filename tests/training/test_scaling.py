"""Known sketches chosen, and put into weights."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.load import load_retriever
from sketchapp.models.local_scaling import ScaledRetriever
from sketchapp.models.retriever import KNOWN_DIRECTION
from sketchapp.retrieval.embeddings import embed_photo_files
from sketchapp.training.scaling import bank_of, chosen_sketches, store_bank
from tests.made_datasets import make_qmul
from tests.models.tiny import TINY_MATRIX, tiny_retriever


@pytest.fixture
def chairs(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2', n_photos=12)}")


def test_one_sketch_of_a_photo_and_no_more_than_so_many_of_a_category(chairs: Dataset) -> None:
    rng = np.random.default_rng(0)
    photos = {pair.photo_id for pair in chairs.pairs}
    assert {pair.photo_id for pair in chosen_sketches([chairs], [99], rng)} == photos
    few = chosen_sketches([chairs], [3], rng)
    assert len(few) == len({pair.photo_id for pair in few}) == 3


def test_the_first_dataset_that_has_a_category_counts_for_it(chairs: Dataset) -> None:
    others = Dataset(
        "others",
        chairs.photos[:3],
        tuple(chairs.only(photo.id for photo in chairs.photos[:3]).pairs),
    )
    chosen = chosen_sketches([others, chairs], [2, 99], np.random.default_rng(0))
    assert len(chosen) == 2
    with pytest.raises(DatasetError, match="2 datasets and 1 numbers"):
        chosen_sketches([others, chairs], [2], np.random.default_rng(0))


def test_a_bank_takes_nothing_off_the_mean_photo(chairs: Dataset) -> None:
    retriever = tiny_retriever(0, TINY_MATRIX)
    bank = bank_of(retriever, [chairs], [99], np.random.default_rng(0))
    assert bank.rows.shape == (len(chairs.photos), 3, 8)
    paths = [photo.path for photo in chairs.photos]
    hubness = bank.hubness(torch.from_numpy(embed_photo_files(retriever, paths)))
    assert float(hubness.mean()) == pytest.approx(0, abs=1e-5) and hubness.std() > 0


def test_a_bank_is_kept_with_a_direction_that_fits_it(chairs: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    tiny_retriever(0, TINY_MATRIX).save(path, {})
    plain_id = load_retriever(path).id
    count = store_bank(path, [chairs], [99])
    loaded = load_retriever(path)
    assert isinstance(loaded, ScaledRetriever) and loaded.id != plain_id
    assert len(loaded.bank.rows) == count
    seen = embed_photo_files(loaded, [photo.path for photo in chairs.photos])
    assert np.allclose(seen[:, :, -1].mean(), 0, atol=1e-2)
    assert seen[:, :, -1].std() > 0


def test_a_bank_is_replaced_and_a_direction_widened_once(chairs: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "r.safetensors"
    retriever = tiny_retriever(0, TINY_MATRIX)
    retriever.save(path, {})
    tensors = read_tensors(path) | {KNOWN_DIRECTION: torch.ones(3 * 8)}
    write_checkpoint(path, tensors, read_config(path))
    for seed in range(2):
        store_bank(path, [chairs], [99], seed)
        direction = load_retriever(path).known_direction
        assert direction is not None and direction.view(3, 9)[:, :8].eq(1).all()
        assert direction.view(3, 9)[:, 8].eq(0).all()


def test_no_sketches_are_refused(chairs: Dataset) -> None:
    with pytest.raises(DatasetError, match="no sketches"):
        chosen_sketches([Dataset("x", chairs.photos, ())], [9], np.random.default_rng(0))
