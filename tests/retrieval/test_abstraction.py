from __future__ import annotations

import pytest
import torch

from sketchapp.errors import GalleryError
from sketchapp.retrieval.abstraction import (
    LEVEL_MARGIN,
    LevelWish,
    abstraction_of,
    steady_level,
)

COUNTS = (3, 6, 9)


@pytest.mark.parametrize(
    ("probabilities", "previous", "level"),
    [
        ((0.2, 0.5, 0.3), None, 1),
        ((0.45, 0.5, 0.05), 0, 0),  # likelier, but by less than the margin
        ((0.2, 0.5, 0.3), 0, 1),
        ((0.3, 0.3, 0.4), 2, 2),
        ((0.1, 0.2, 0.7), 1, 2),
        ((0.45, 0.5, 0.05), 3, 1),  # of a model with more levels
        ((0.45, 0.5, 0.05), -1, 1),
        ((1.0,), None, 0),
    ],
)
def test_a_level_changes_for_a_good_reason(
    probabilities: tuple[float, ...], previous: int | None, level: int
) -> None:
    assert steady_level(probabilities, previous, margin=0.1) == level


def test_the_margin_has_to_be_passed() -> None:
    assert steady_level((0.25, 0.75), 0, margin=0.5) == 0  # exactly the margin
    assert steady_level((0.25, 0.75), 0, margin=0.49) == 1


def test_levels_that_are_about_as_likely_do_not_flicker() -> None:
    half = LEVEL_MARGIN / 2
    shown: int | None = None
    levels = set()
    for sign in (1, -1) * 5:
        shown = steady_level((0.5 + 0.9 * sign * half, 0.5 - 0.9 * sign * half), shown)
        levels.add(shown)
    assert levels == {0}


def test_an_abstraction_says_what_the_network_says() -> None:
    logits = torch.tensor([0.0, 2.0, 1.0], requires_grad=True)
    found = abstraction_of(logits, COUNTS, LevelWish())
    assert (found.level, found.rows, found.row_total, found.forced) == (1, 6, 9, False)
    assert found.probabilities == pytest.approx(torch.softmax(logits, 0).tolist())
    assert found.levels == 3


def test_a_level_chosen_by_hand_counts() -> None:
    found = abstraction_of(torch.tensor([0.0, 9.0, 0.0]), COUNTS, LevelWish(forced=0, previous=2))
    assert (found.level, found.rows, found.forced) == (0, 3, True)
    assert found.probabilities[1] > 0.9


@pytest.mark.parametrize("given", [3, -1, True, "1", 1.0])
def test_other_levels_are_refused(given: object) -> None:
    with pytest.raises(GalleryError, match=r"allowed are 0 \(coarse\) to 2 \(fine\)"):
        LevelWish(given).check(3)  # type: ignore[arg-type]


def test_a_retriever_of_one_level_has_no_choice() -> None:
    LevelWish(0).check(1)
    LevelWish(None, previous=7).check(1)
    with pytest.raises(GalleryError, match="level is 1; allowed are 0, the only one"):
        LevelWish(1).check(1)
