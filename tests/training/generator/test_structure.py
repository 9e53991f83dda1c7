"""Which rows are structural, and what K and the groups become."""

from __future__ import annotations

import pytest
import torch

from sketchapp.models.sketch_to_photo.groups import split_in_three
from sketchapp.training.generator.structure import (
    find_structural_rows,
    leading,
    structural,
)
from sketchapp.training.generator.variation import Variation
from tests.models.stylegan2.tiny_generators import TWO_KINDS, tiny_generator


def test_a_row_is_structural_where_its_share_of_shape_beats_that_of_colour() -> None:
    rows = [Variation(0.4, 0.4, 0.1), Variation(0.1, 0.3, 0.1), Variation(0.0, 0.1, 0.3)]
    assert structural(rows) == (True, True, False)
    assert structural([Variation(0, 0, 0)] * 2) == (False, False)


@pytest.mark.parametrize(
    ("flags", "K"),
    [
        ("1111100000", 5),
        ("1111101000", 5),
        ("1101111000", 7),
        ("0000000000", 3),
        ("1111111111", 10),
    ],
)
def test_k_is_the_cut_with_the_fewest_rows_on_the_wrong_side(flags: str, K: int) -> None:
    assert leading(tuple(flag == "1" for flag in flags)) == K


@pytest.mark.parametrize(
    ("K", "sizes"), [(9, (3, 3, 3)), (7, (3, 2, 2)), (8, (3, 3, 2)), (3, (1, 1, 1))]
)
def test_groups_are_as_equal_as_can_be(K: int, sizes: tuple[int, int, int]) -> None:
    assert split_in_three(K) == sizes


def test_rows_that_do_nothing_change_nothing() -> None:
    generator = tiny_generator(TWO_KINDS)
    last = generator.synthesis.blocks[-1]
    for layer in (last.second.conv, last.colours.conv):  # type: ignore[union-attr]
        layer.modulation.weight.data.zero_()
    found = find_structural_rows(generator, torch.Generator().manual_seed(0), photos=6)
    assert len(found.changes) == generator.rows == len(found.is_structural)
    assert found.changes[-1] == found.changes[-2] == Variation(0, 0, 0)
    assert found.changes[0] != Variation(0, 0, 0)
    assert sum(found.row_groups) == found.K
    again = find_structural_rows(generator, torch.Generator().manual_seed(0), photos=6)
    assert again == found
