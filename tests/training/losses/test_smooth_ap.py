import math

import pytest

from sketchapp.training.losses.smooth_ap import smooth_ap_loss
from tests.training.losses.made_matches import made_matches, placed, table_by_hand


@pytest.mark.parametrize("tau", [0.01, 0.3])
def test_the_loss_is_the_formula(tau: float) -> None:
    matches = made_matches()
    precision = 0.0
    for row, own in zip(table_by_hand(matches), matches.own.tolist(), strict=True):
        others = [cosine for n, cosine in enumerate(row) if n != own]
        precision += 1 / (1 + sum(1 / (1 + math.exp(-(c - row[own]) / tau)) for c in others))
    assert smooth_ap_loss(matches, tau).item() == pytest.approx(1 - precision / 5, rel=1e-9)


def test_it_is_average_precision_where_sigmoids_are_steps() -> None:
    assert smooth_ap_loss(placed([1, 1, 1], 6), 1e-3).item() == pytest.approx(0)
    expected = 1 - (1 + 1 / 2 + 1 / 4) / 3
    assert smooth_ap_loss(placed([1, 2, 4], 6), 1e-3).item() == pytest.approx(expected)
