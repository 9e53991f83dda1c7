import json
from pathlib import Path

import pytest

from sketchapp.data.rendered import load_rendered
from sketchapp.retrieval.gallery import load_gallery
from sketchapp.synth.store import Store, pack, write_atomic


def record(item_id: str) -> dict:
    category, family, _ = item_id.split("-")
    return {
        "id": item_id,
        "category": category,
        "family": family,
        "params": {"width": 0.4},
        "view": {"azimuth": 30.0},
        "seed": 1,
        "split": "train",
        "canvas": 256,
        "strokes": [{"part": "seat", "points": [[1.0, 2.0], [30.0, 40.0]]}],
        "shape": [1.0],
    }


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two items that are done, one without a photo, one without a record."""
    made = Store(tmp_path)
    made.create()
    for item_id in ("chair-stool-0001", "chair-stool-0000", "chair-stool-0002"):
        made.write(record(item_id))
    for item_id in ("chair-stool-0000", "chair-stool-0001", "chair-stool-0003"):
        made.photo(item_id).write_bytes(b"photo")
    return made


def test_done_are_items_with_photo_and_record_in_order(store: Store) -> None:
    assert store.done() == ["chair-stool-0000", "chair-stool-0001"]
    assert store.has("chair-stool-0000") and not store.has("chair-stool-0002")


def test_pack_writes_what_the_gallery_and_the_dataset_read(store: Store) -> None:
    assert pack(store) == 2
    gallery = load_gallery(store.folder)
    assert [photo.id for photo in gallery.photos] == ["chair-stool-0000", "chair-stool-0001"]
    assert {(p.category, p.family, p.split) for p in gallery.photos} == {
        ("chair", "stool", "train")
    }
    assert len(load_rendered(store.folder, "train").pairs) == 2
    first = json.loads((store.folder / "sketches.ndjson").read_text().splitlines()[0])
    assert set(first) == {"id", "category", "family", "split", "canvas", "strokes"}


def test_dropped_items_leave_the_gallery_with_their_photos(store: Store) -> None:
    store.drop(["chair-stool-0000"], "strap floats")
    assert store.dropped() == {"chair-stool-0000": "strap floats"}
    assert pack(store) == 1
    assert not store.photo("chair-stool-0000").exists()


def test_failures_are_remembered_until_forgotten(store: Store) -> None:
    assert store.failures() == {}
    store.fail("chair-stool-0009", "floating: leg")
    store.fail("chair-stool-0008", "line one\nline two")
    assert store.failures()["chair-stool-0008"] == "line one\nline two"
    store.forget_failures()
    store.forget_failures()
    assert store.failures() == {}


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]
