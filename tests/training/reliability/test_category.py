from pathlib import Path

import numpy as np
import pytest

from sketchapp.data.registry import load_dataset
from sketchapp.errors import DatasetError
from sketchapp.training.evaluation import photo_marks, unseen_part
from sketchapp.training.reliability.category import CategorySources, category_table, photos_of
from tests.made_datasets import make_outlined, make_qmul, make_quickdraw, make_rendered
from tests.models.tiny import TINY_MATRIX, tiny_retriever


@pytest.fixture
def rendered(tmp_path: Path) -> str:
    return f"rendered:{make_rendered(tmp_path / 'rendered', 8)}"


def weights(folder: Path, trained_on: list[str]) -> Path:
    path = folder / "r.safetensors"
    tiny_retriever(config=TINY_MATRIX).save(path, {"trained_on": trained_on})
    return path


def test_what_was_trained_on_is_neither_found_nor_asked_for(tmp_path: Path, rendered: str) -> None:
    data = load_dataset(rendered, "all")
    seen = data.only(photo.id for photo in data.photos[:3])
    path = weights(tmp_path, photo_marks([seen]))
    kept = unseen_part(path, data)
    assert {p.id for p in kept.photos} == {p.id for p in data.photos[3:]}
    assert {p.photo_id for p in kept.pairs} == {p.id for p in data.photos[3:]}


def test_every_kind_of_query_has_its_table(tmp_path: Path, rendered: str) -> None:
    doodles = make_quickdraw(tmp_path / "quickdraw", {"chair": 40, "shoe": 40, "cat": 9})
    shoes = f"boot={make_outlined(tmp_path / 'boots')}"
    chairs = f"qmul:{make_qmul(tmp_path / 'ChairV2')}"
    sources = CategorySources((rendered, shoes, chairs), (doodles,))
    path = weights(tmp_path, [])
    table = category_table(sources, path, None, np.random.default_rng(0))
    assert table["n_photos"] == 8 + 3 + len(load_dataset(chairs, "all").photos)
    assert table["photos_by_category"]["boot"] == 3
    assert table["rendered"]["n"] == 8 and table["rendered"]["n_skipped"] == 0
    drawn = table["quickdraw"]
    assert drawn["n"] > 0 and drawn["n_skipped"] > 0  # there are no photos of category shoe
    assert 0 < drawn["all"]["map"] <= 100 and drawn["all"]["p_at_200"] is None
    assert category_table(sources, path, None, np.random.default_rng(0)) == table
    few = category_table(sources, path, 2, np.random.default_rng(0))
    assert few["rendered"]["n"] == few["quickdraw"]["n"] == 2


def test_without_photos_or_queries_there_is_no_table(tmp_path: Path, rendered: str) -> None:
    data = load_dataset(rendered, "all")
    path = weights(tmp_path, photo_marks([data]))
    with pytest.raises(DatasetError, match=r"0 photos that r\.safetensors was not trained on"):
        category_table(CategorySources((rendered,)), path, None, np.random.default_rng(0))


@pytest.mark.parametrize("spec", ["=x", "shoe=", "shoe=nowhere"])
def test_a_folder_of_photos_needs_a_category_and_a_place(spec: str) -> None:
    with pytest.raises(DatasetError, match="CATEGORY=FOLDER"):
        photos_of(spec)
