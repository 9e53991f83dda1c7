import math
from dataclasses import replace

import pytest
import torch

from sketchapp.training.losses.ranks import photos_before
from tests.training.losses.made_matches import made_matches, placed, table_by_hand


@pytest.mark.parametrize("tau", [0.01, 0.3])
def test_the_count_is_the_formula(tau: float) -> None:
    matches = made_matches()
    cosine = table_by_hand(matches)
    expected = [
        sum(
            1 / (1 + math.exp(-(cosine[a][b] - cosine[a][own]) / tau)) for b in range(4) if b != own
        )
        for a, own in enumerate(matches.own.tolist())
    ]
    assert photos_before(matches, tau).tolist() == pytest.approx(expected, rel=1e-9)


def test_places_are_counted_and_ties_count_half() -> None:
    matches = placed([1, 2, 5, 8], photos=8)
    assert photos_before(matches, 0.001).tolist() == pytest.approx([0, 1, 4, 7], abs=1e-9)
    alike = replace(matches, sketches=torch.zeros_like(matches.sketches))
    assert photos_before(alike, 0.001).tolist() == [3.5] * 4
