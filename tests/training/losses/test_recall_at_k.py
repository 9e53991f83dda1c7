import math

import pytest

from sketchapp.training.losses.recall_at_k import recall_at_k_loss
from tests.training.losses.made_matches import made_matches, placed, table_by_hand


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize("ks", [(1,), (1, 2, 4)])
@pytest.mark.parametrize(("tau_1", "tau_2"), [(1.0, 0.01), (0.5, 0.3)])
def test_the_loss_is_the_formula(ks: tuple[int, ...], tau_1: float, tau_2: float) -> None:
    matches = made_matches()
    recall = 0.0
    for row, own in zip(table_by_hand(matches), matches.own.tolist(), strict=True):
        before = sum(sigmoid((c - row[own]) / tau_2) for n, c in enumerate(row) if n != own)
        recall += sum(sigmoid((k - 1 - before) / tau_1) for k in ks) / len(ks) / 5
    loss = recall_at_k_loss(matches, ks, tau_1, tau_2).item()
    assert loss == pytest.approx(1 - recall, rel=1e-9)


def test_places_decide_it() -> None:
    """With a steep outer sigmoid: found for every k above the place, half at the place itself."""
    loss = recall_at_k_loss(placed([3], 8), (1, 2, 3, 4, 8), 0.01, 0.001).item()
    assert loss == pytest.approx(1 - (0 + 0 + 0.5 + 1 + 1) / 5)
