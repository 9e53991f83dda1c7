from dataclasses import replace

import numpy as np
import pytest

from sketchapp.errors import SketchAppError
from sketchapp.synth.designs import catalogue
from sketchapp.synth.designs.catalogue import (
    ITEMS_PER_FAMILY,
    MIN_DISTANCE,
    built,
    family_listing,
    listing,
    split_of,
)
from sketchapp.synth.designs.parameters import Design, distance
from tests.synth import made_catalogue


@pytest.fixture
def crates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATEGORIES", made_catalogue.CATEGORIES)


@pytest.mark.usefixtures("crates")
def test_items_follow_from_their_ids_alone() -> None:
    few, many = family_listing("box", "crate", 5), family_listing("box", "crate", 12)
    assert many.items[: len(few.items)] == few.items
    assert few.items[0].id == "box-crate-0000"
    assert listing("box", per_family=5).items == few.items


@pytest.mark.usefixtures("crates")
def test_designs_of_a_family_differ_and_the_rest_is_given_up() -> None:
    found = family_listing("box", "crate", 40)
    designs = [item.design for item in found.items]
    gaps = [
        distance(made_catalogue.SPACE, a, b) for i, a in enumerate(designs) for b in designs[:i]
    ]
    assert min(gaps) >= MIN_DISTANCE
    assert len(found.items) + len(found.given_up) == 40
    assert found.given_up, "this small space cannot hold 40 designs"


@pytest.mark.usefixtures("crates")
@pytest.mark.parametrize(
    ("category", "family", "there_are"),
    [("sofa", None, "box, bad"), (None, "tub", "crate, loose, broken"), ("box", "tub", "crate")],
)
def test_unknown_names_are_answered_with_what_there_is(
    category: str | None, family: str | None, there_are: str
) -> None:
    with pytest.raises(SketchAppError, match=f"there are: {there_are}"):
        listing(category, family)


@pytest.mark.usefixtures("crates")
def test_a_mirrored_item_is_seen_from_the_other_side() -> None:
    item = family_listing("box", "crate", 1).items[0]
    views = [replace(item, view=Design({**item.view, "mirror": flag})) for flag in (False, True)]
    (parts, camera), (mirrored, other) = (built(view) for view in views)
    flat, _ = camera.project(parts[0].mesh.vertices)
    turned, _ = other.project(mirrored[0].mesh.vertices)
    assert np.allclose(flat * [-1, 1] + [256, 0], turned, atol=1e-6)


def test_splits_are_eight_one_one() -> None:
    splits = [split_of(f"chair-stool-{i:04d}") for i in range(2000)]
    assert 0.76 < splits.count("train") / 2000 < 0.84
    assert 0.07 < splits.count("test") / 2000 < 0.13


def test_the_shipped_catalogue_has_what_was_promised() -> None:
    names = {category: set(found) for category, found in catalogue.CATEGORIES.items()}
    assert set(names) == {"chair", "shoe", "table", "lamp", "mug", "bag"}
    assert len(names["chair"]) >= 12 and len(names["shoe"]) >= 9
    assert ITEMS_PER_FAMILY * sum(map(len, names.values())) >= 2000
    for families in names.values():
        assert all(name.replace("_", "").isalnum() for name in families)
