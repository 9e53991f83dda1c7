"""What is Milvus' own: places, secrets, limits. The contract is in test_contract.py."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sketchapp.errors import GalleryError

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

from sketchapp.retrieval.index import milvus
from sketchapp.retrieval.index.milvus import MilvusIndex, MilvusPlace


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> MilvusPlace:
    return MilvusPlace(str(tmp_path_factory.mktemp("milvus") / "gallery.db"), token="secret")


@pytest.fixture(scope="module")
def index(place: MilvusPlace) -> Iterator[MilvusIndex]:
    index = MilvusIndex(1, 8, place)
    index.add(np.eye(8, dtype=np.float32)[:, None])
    yield index
    index.close()


def test_a_secret_is_neither_written_nor_shown(
    tmp_path: Path, index: MilvusIndex, place: MilvusPlace
) -> None:
    index.save(tmp_path / "index.json")
    assert "gallery.db" in (tmp_path / "index.json").read_text()
    assert "secret" not in (tmp_path / "index.json").read_text()
    assert "secret" not in repr(place)


def test_many_allowed_photos_are_asked_for_in_parts(
    index: MilvusIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "ALLOWED_AT_ONCE", 2)
    query = np.arange(8, dtype=np.float32)[None]
    similarity, position = index.search(query, 3, allowed=[0, 2, 3, 5, 6])
    assert position.tolist() == [6, 5, 3]
    assert similarity.tolist() == [6, 5, 3]


def test_many_photos_are_sent_in_parts(place: MilvusPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus, "INSERTED_AT_ONCE", 3)
    other = MilvusIndex(1, 8, MilvusPlace(place.uri, "parts"))
    other.add(np.eye(8, dtype=np.float32)[:, None])
    assert len(MilvusIndex(1, 8, other.place)) == len(other) == 8
    assert other.search(np.eye(8, dtype=np.float32)[6][None], 1)[1].tolist() == [6]


def test_a_collection_of_other_rows_is_refused(index: MilvusIndex, place: MilvusPlace) -> None:
    with pytest.raises(GalleryError, match="name another one"):
        MilvusIndex(2, 8, place)


def test_more_than_milvus_gives_is_refused(
    index: MilvusIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "MOST_FOUND", 4)
    with pytest.raises(GalleryError, match="4 at most"):
        index.search(np.ones((1, 8), np.float32), 5)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"kind": "milvus"}', '{"place": 3}'])
def test_what_names_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "index.json"
    path.write_text(text)
    with pytest.raises(GalleryError, match="no index in"):
        MilvusIndex.load(path)
