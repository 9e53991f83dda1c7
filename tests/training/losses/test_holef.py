from dataclasses import replace

import pytest
import torch

from sketchapp.training.losses.holef import HolefLoss, mean_energy
from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.triplet import triplet_loss
from tests.training.losses.made_matches import made_matches


def energy_by_hand(matches: Matches, weight: torch.Tensor, sketch: int, photo: int) -> float:
    """The outer subtraction of each selected row, squared and weighted, number by number."""
    total = 0.0
    for k in range(matches.mask.shape[1]):
        s, p = matches.sketches[sketch, k], matches.photos[photo, k]
        outer = [float(weight[i, j]) * float(s[i] - p[j]) ** 2 for i in range(4) for j in range(4)]
        total += float(matches.mask[sketch, k]) * sum(outer)
    return total / float(matches.mask[sketch].sum())


def test_the_energy_is_the_outer_subtraction() -> None:
    matches = made_matches()
    weight = torch.randn(4, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    expected = [[energy_by_hand(matches, weight, a, b) for b in range(4)] for a in range(5)]
    assert torch.allclose(mean_energy(matches, weight), torch.tensor(expected).double())


def test_it_starts_as_the_triplet_loss_on_squared_distances() -> None:
    matches = made_matches()
    loss = HolefLoss(4, margin=0.4, regularisation=0)(matches).item()
    assert loss == pytest.approx(2 * triplet_loss(matches, 0.2).item(), rel=1e-6)


def test_the_weight_learns_across_numbers_and_is_held_back() -> None:
    """Sketches whose numbers stand in another order than their photos'."""
    matches = made_matches(own=(0, 1, 2, 3))
    shuffled = replace(matches, sketches=matches.photos.roll(1, dims=2))
    free, held = HolefLoss(4, regularisation=0), HolefLoss(4, regularisation=0.05)
    for loss in (free, held):
        optimiser = torch.optim.SGD(loss.parameters(), 0.05)
        before = loss(shuffled).item()
        for _ in range(40):
            optimiser.zero_grad()
            loss(shuffled).backward()
            optimiser.step()
        assert torch.isfinite(loss.weight).all()
        assert loss(shuffled).item() < before
    far = [(loss.weight - torch.eye(4)).norm().item() for loss in (free, held)]
    assert far[0] > 1.2 * far[1] > 0.1
