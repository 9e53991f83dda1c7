"""Which categories are told apart, and which drawings are not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sketchapp.errors import DatasetError
from sketchapp.training.classifier.drawings import drawings_of, most_drawn
from tests.training.classifier.made_drawings import TINY_RECIPE, made_drawings


def test_the_most_drawn_are_chosen_and_of_equals_the_first_by_name() -> None:
    counts = {"zebra": 3, "apple": 2, "bee": 2, "cat": 3, "dog": 2}
    assert most_drawn(made_drawings(counts=counts), 3) == ("apple", "cat", "zebra")
    with pytest.raises(DatasetError, match="5 categories; the recipe tells 6"):
        most_drawn(made_drawings(counts=counts), 6)


def test_sides_are_apart_and_complete_and_others_are_counted() -> None:
    found = drawings_of([made_drawings()], TINY_RECIPE)
    ids = [{d.id for d in side} for side in (found.training, found.reserved, found.unseen)]
    assert found.categories == ("line", "square", "zigzag") and found.skipped == 2
    assert sum(len(side) for side in ids) == len(set.union(*ids)) == 46
    assert not found.reserved and 5 < len(found.unseen) < 25


def test_the_weak_copy_is_kept_from_the_same_drawings() -> None:
    weak = drawings_of([made_drawings()], replace(TINY_RECIPE, training_share=0.5))
    whole = drawings_of([made_drawings()], TINY_RECIPE)
    assert [d.id for d in weak.unseen] == [d.id for d in whole.unseen]
    assert len(weak.training) < len(whole.training)
    assert {d.id for d in (*weak.training, *weak.reserved)} == {d.id for d in whole.training}


def test_the_seed_divides_anew() -> None:
    sides = [drawings_of([made_drawings()], replace(TINY_RECIPE, seed=s)).unseen for s in (0, 1)]
    assert {d.id for d in sides[0]} != {d.id for d in sides[1]}


def test_what_cannot_be_trained_on_is_refused() -> None:
    with pytest.raises(DatasetError, match="twice"):
        drawings_of([made_drawings(), made_drawings()], TINY_RECIPE)
    with pytest.raises(DatasetError, match="do not fill one batch of 64"):
        drawings_of([made_drawings()], replace(TINY_RECIPE, batch=64))
