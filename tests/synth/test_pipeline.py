import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchapp.synth.designs import catalogue
from sketchapp.synth.designs.catalogue import Item, family_listing
from sketchapp.synth.geometry.mesh import Part
from sketchapp.synth.photo.camera import PHOTO_PX, Camera
from sketchapp.synth.photo.whiten import Box
from sketchapp.synth.pipeline import missing, render, retrace, shape_of, traced
from sketchapp.synth.store import Store
from tests.synth import made_catalogue
from tests.synth.made_products import chair


@pytest.fixture(autouse=True)
def crates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATEGORIES", made_catalogue.CATEGORIES)


def items(family: str = "crate", count: int = 3) -> tuple[Item, ...]:
    category = "box" if family == "crate" else "bad"
    return family_listing(category, family, count).items


def grey_photograph(parts: Sequence[Part], camera: Camera, box: Box, seed: int, path: Path) -> None:
    """Stands in for Cycles: a grey floor without a product."""
    Image.fromarray(np.full((PHOTO_PX, PHOTO_PX, 3), 200, np.uint8)).save(path)


def test_render_writes_photos_and_records_and_stops_when_all_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert list(render(store, missing(store, items()), grey_photograph)) == []
    assert store.done() == [item.id for item in items()]
    with Image.open(store.photo(items()[0].id)) as photo:
        assert photo.size == (PHOTO_PX, PHOTO_PX) and photo.format == "WEBP"
    record = store.read(items()[0].id)
    assert record["split"] in ("train", "val", "test") and len(record["strokes"]) >= 4
    assert missing(store, items()) == []


def test_an_interrupted_run_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    list(render(store, items(count=1), grey_photograph))
    store.write(store.read(items()[0].id) | {"id": items()[1].id})  # its photo never came
    assert [item.id for item in missing(store, items())] == [i.id for i in items()[1:]]


@pytest.mark.parametrize(("family", "reason"), [("loose", "floating: lid"), ("broken", "Arithm")])
def test_bad_items_are_logged_and_skipped(tmp_path: Path, family: str, reason: str) -> None:
    store, bad = Store(tmp_path), items(family, 1)
    sentences = list(render(store, [*bad, *items(count=1)], grey_photograph))
    assert len(sentences) == 1 and sentences[0].startswith(bad[0].id) and reason in sentences[0]
    assert reason in store.failures()[bad[0].id]
    assert store.done() == [items()[0].id]
    assert missing(store, bad) == []


def test_dropped_items_are_not_rendered_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    list(render(store, items(), grey_photograph))
    store.drop([items()[0].id], "dull")
    store.photo(items()[0].id).unlink()
    assert missing(store, items()) == []


def test_retrace_renews_strokes_but_not_those_of_another_shape(tmp_path: Path) -> None:
    store, (first, second, _) = Store(tmp_path), items()
    list(render(store, [first, second], grey_photograph))
    whole, other = store.read(first.id), store.read(second.id)
    store.write(whole | {"strokes": []})
    store.write(other | {"strokes": [], "shape": [0.0] * len(other["shape"])})
    (sentence,) = retrace(store, items())
    assert sentence.startswith(second.id) and "another shape" in sentence
    assert store.read(first.id) == whole
    assert store.read(second.id)["strokes"] == []


def test_a_record_is_plain_json_and_the_same_in_every_run(tmp_path: Path) -> None:
    stores = [Store(tmp_path / name) for name in "ab"]
    for store in stores:
        list(render(store, items(count=1), grey_photograph))
    a, b = (store.read(items()[0].id) for store in stores)
    assert a == b and json.loads(json.dumps(a)) == a
    assert a["params"] == dict(items()[0].design)


def test_the_shape_changes_with_the_geometry() -> None:
    parts = chair()
    assert shape_of(parts) == shape_of(chair())
    assert shape_of(parts) != shape_of(chair(6))
    assert shape_of(parts) != shape_of(chair(spindle_radius_m=0.006))


def test_what_is_traced_is_the_item_itself() -> None:
    work = traced(items()[0])
    assert {stroke.part for stroke in work.tracing.strokes} <= {part.name for part in work.parts}
