import logging
from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import CheckpointError, DatasetError
from sketchapp.models.load import load_retriever
from sketchapp.training.evaluation import (
    Ranking,
    photo_marks,
    rank_dataset,
    rank_out_of_fold,
    retrieval_table,
    warn_if_trained_on,
)
from tests.made_datasets import make_qmul
from tests.models.tiny import tiny_retriever
from tests.training.made_retrievers import (
    ScriptedRetriever,
    made_folds,
    perfect_retriever,
    true_rows,
)

KEYS = {"n_sketches", "n_photos"} | {
    f"acc_at_{k}{suffix}" for k in (1, 5, 10) for suffix in ("", "_interval")
}


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_a_perfect_retriever_has_a_perfect_table(dataset: Dataset) -> None:
    table = retrieval_table(rank_dataset(perfect_retriever(dataset), dataset))
    assert table.keys() == KEYS
    assert (table["n_sketches"], table["n_photos"]) == (16, 8)
    for cutoff in (1, 5, 10):
        assert table[f"acc_at_{cutoff}"] == 100
        assert table[f"acc_at_{cutoff}_interval"] == [100, 100]


def test_a_retriever_that_answers_always_the_same_has_nothing(dataset: Dataset) -> None:
    ranking = rank_dataset(ScriptedRetriever(np.ones((16, 1)), np.ones((8, 1))), dataset)
    assert ranking.ranks.tolist() == [8] * 16  # ties count against us
    assert retrieval_table(ranking)["acc_at_1"] == 0


def test_a_table_between_the_two(dataset: Dataset) -> None:
    photos = np.eye(8)
    rows = true_rows(dataset)
    rows[:4] = (rows[:4] + 1) % 8  # a quarter of the sketches find the wrong photo
    ranking = rank_dataset(ScriptedRetriever(photos[rows], photos), dataset)
    assert (ranking.ranks == 1).tolist() == [False] * 4 + [True] * 12
    assert ranking.pair_ids == tuple(pair.id for pair in dataset.pairs)
    assert ranking.photo_ids == tuple(pair.photo_id for pair in dataset.pairs)
    table = retrieval_table(ranking)
    low, high = table["acc_at_1_interval"]  # type: ignore[misc]
    assert table["acc_at_1"] == 75 and low < 75 <= high
    assert table["acc_at_10"] == 100  # of eight photos
    assert retrieval_table(ranking) == table  # the bootstrap is seeded


def test_every_sketch_is_ranked_at_the_rows_of_its_level(dataset: Dataset) -> None:
    """Row 1 points to the true photo, rows 1 to 3 together to the next one."""
    axes, truth = np.eye(8), true_rows(dataset)
    wrong = axes[(truth + 1) % 8]
    sketches = np.stack([axes[truth], wrong, wrong], axis=1)
    retriever = ScriptedRetriever(sketches, np.stack([axes] * 3, axis=1), (1, 3), [0, 1] * 8)
    assert rank_dataset(retriever, dataset).ranks.tolist() == [1, 2] * 8


def test_intervals_are_over_photos_by_name() -> None:
    ranks = np.array([1, 1, 2, 2] * 10)
    names = [f"photo-{i}" for i in range(40)]
    kinds = ("chair",) * 40
    alone = Ranking(tuple(names), tuple(names), ranks, 40, kinds)
    joined = Ranking(tuple(names), tuple(names[i // 4] for i in range(40)), ranks, 40, kinds)
    low, high = retrieval_table(alone)["acc_at_1_interval"]  # type: ignore[misc]
    assert low < 45 and high > 55
    assert retrieval_table(joined)["acc_at_1_interval"] == [50, 50]  # every photo has one half


def test_every_category_has_its_own_row() -> None:
    ids = tuple("abcd")
    kinds = ("lamp", "lamp", "lamp", "mug")
    ranking = Ranking(ids, ids, np.array([1, 2, 6, 1]), 9, kinds)
    rows = retrieval_table(ranking)["by_category"]
    assert rows["lamp"] == {
        **{"n_sketches": 3, "acc_at_1": 33.33},
        **{"acc_at_5": 66.67, "acc_at_10": 100},
    }
    assert rows["mug"]["acc_at_1"] == 100 and set(rows) == {"lamp", "mug"}


def test_broken_weights_are_an_error(dataset: Dataset) -> None:
    with pytest.raises(FloatingPointError):
        rank_dataset(ScriptedRetriever(np.full((16, 1), np.nan), np.ones((8, 1))), dataset)


def test_a_split_without_sketches_is_refused(dataset: Dataset) -> None:
    empty = Dataset(dataset.name, dataset.photos, ())
    with pytest.raises(DatasetError, match="no sketches in this split"):
        rank_dataset(tiny_retriever(), empty)


def test_out_of_fold_every_sketch_has_the_model_that_never_saw_it(
    tmp_path: Path, dataset: Dataset
) -> None:
    folds = made_folds(tmp_path / "folds", dataset, 2)
    ranking = rank_out_of_fold(dataset, folds)
    assert sorted(ranking.pair_ids) == sorted(pair.id for pair in dataset.pairs)
    assert ranking.n_photos == 4  # each is ranked among the photos of its fold
    assert ranking.ranks.max() <= 4
    expected: dict[str, int] = {}
    for fold in range(2):
        alone = rank_dataset(load_retriever(folds.model_path(fold)), folds.held_out(dataset, fold))
        expected |= dict(zip(alone.pair_ids, alone.ranks.tolist(), strict=True))
    assert dict(zip(ranking.pair_ids, ranking.ranks.tolist(), strict=True)) == expected
    folds.model_path(1).unlink()
    with pytest.raises(CheckpointError, match=r"no weights at .*fold-1"):
        rank_out_of_fold(dataset, folds)


def test_a_warning_where_weights_saw_the_photos(
    tmp_path: Path, dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "r.safetensors"
    half = dataset.only(photo.id for photo in dataset.photos[:3])
    tiny_retriever().save(path, {"trained_on": photo_marks([half])})
    with caplog.at_level(logging.WARNING):
        assert warn_if_trained_on(path, dataset) == 3
    assert "r.safetensors was trained on 3 of the 8 photos" in caplog.text
    assert "--folds" in caplog.text
    caplog.clear()
    unseen = dataset.only(photo.id for photo in dataset.photos[3:])
    assert warn_if_trained_on(path, unseen) == 0 and not caplog.text
    tiny_retriever().save(path, {})
    assert warn_if_trained_on(path, dataset) == 0 and not caplog.text


def test_marks_tell_photos_and_datasets_apart(dataset: Dataset) -> None:
    marks = photo_marks([dataset])
    renamed = Dataset("other", dataset.photos, dataset.pairs)
    assert len(set(marks)) == 8 and all(len(mark) == 8 for mark in marks)
    assert not set(marks) & set(photo_marks([renamed]))
    assert photo_marks([dataset, renamed]) == sorted(marks + photo_marks([renamed]))
