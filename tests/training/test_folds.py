import json
from pathlib import Path

import pytest

from sketchapp.data.dataset import Dataset
from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.folds import FOLDS_FILE, read_folds, write_folds
from tests.made_datasets import make_qmul, make_rendered


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")


def test_folds_come_back_from_disk(tmp_path: Path, dataset: Dataset) -> None:
    written = write_folds(tmp_path / "new" / "folds", dataset, 3)
    assert read_folds(tmp_path / "new" / "folds") == written
    assert len(written) == 3 and written.dataset == dataset.name
    assert sorted(sum(written.photo_ids, ())) == sorted(photo.id for photo in dataset.photos)
    assert write_folds(tmp_path / "again", dataset, 3).photo_ids == written.photo_ids
    assert write_folds(tmp_path / "other", dataset, 3, seed=1).photo_ids != written.photo_ids


def test_a_model_never_sees_what_it_is_judged_by(tmp_path: Path, dataset: Dataset) -> None:
    folds = write_folds(tmp_path / "folds", dataset, 3)
    judged: list[str] = []
    for fold in range(3):
        kept, held_out = folds.kept(dataset, fold), folds.held_out(dataset, fold)
        kept_photos = {photo.id for photo in kept.photos}
        assert not kept_photos & {photo.id for photo in held_out.photos}
        assert not kept_photos & {pair.photo_id for pair in held_out.pairs}
        assert {pair.photo_id for pair in kept.pairs} <= kept_photos
        assert len(kept.pairs) + len(held_out.pairs) == len(dataset.pairs)
        judged += [pair.id for pair in held_out.pairs]
    assert sorted(judged) == sorted(pair.id for pair in dataset.pairs)
    assert len({folds.model_path(fold) for fold in range(3)}) == 3


def test_folds_of_something_else_are_refused(tmp_path: Path, dataset: Dataset) -> None:
    folds = write_folds(tmp_path / "folds", dataset, 2)
    rendered = load_dataset(f"rendered:{make_rendered(tmp_path / 'rendered')}", "all")
    everything = load_dataset(f"qmul:{tmp_path / 'ChairV2'}", "all")
    for other, lacking in ((rendered, 6), (everything, 2)):
        for side in (folds.held_out, folds.kept):
            with pytest.raises(DatasetError, match=f"lack {lacking} photos of .*train folds"):
                side(other, 0)


@pytest.mark.parametrize("fold", [-1, 2])
def test_a_fold_that_is_not_there_is_refused(tmp_path: Path, dataset: Dataset, fold: int) -> None:
    folds = write_folds(tmp_path / "folds", dataset, 2)
    for side in (folds.held_out, folds.kept):
        with pytest.raises(DatasetError, match=f"fold {fold} not found; there are 0 to 1"):
            side(dataset, fold)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"folds": [["a"]]}', '{"dataset": "x"}'])
def test_a_folder_without_folds_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FOLDS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"no folds in .*make some: python -m sketchapp train"):
        read_folds(tmp_path)


def test_the_file_says_what_it_was_made_from(tmp_path: Path, dataset: Dataset) -> None:
    write_folds(tmp_path, dataset, 2, seed=5)
    content = json.loads((tmp_path / FOLDS_FILE).read_text(encoding="utf-8"))
    assert (content["dataset"], content["seed"], len(content["folds"])) == (dataset.name, 5, 2)


def test_models_may_be_shared_with_folds_of_another_dataset(tmp_path: Path) -> None:
    chairs = load_dataset(f"qmul:{make_qmul(tmp_path / 'ChairV2')}")
    folder = tmp_path / "folds" / "shoes"
    write_folds(folder, chairs, 2, models="..")
    shared = read_folds(folder).model_path(1)
    assert shared.resolve() == (tmp_path / "folds" / "fold-1.safetensors").resolve()
