from dataclasses import replace

import pytest
import torch

from sketchapp.training.losses.sodeep import SoDeepLoss
from sketchapp.training.losses.sorter import SorterSettings
from tests.training.losses.made_matches import placed

SMALL = SorterSettings(width=16, steps=80, batch=32, rate=1e-2)


@pytest.fixture(scope="module")
def loss() -> SoDeepLoss:
    return SoDeepLoss(SMALL)


def test_the_loss_is_about_the_place_of_the_own_photo(loss: SoDeepLoss) -> None:
    values = [loss(placed([place] * 8, photos=8)).item() for place in (1, 3, 6, 8)]
    assert values == pytest.approx([0, 2 / 7, 5 / 7, 1], abs=0.2)
    assert values == sorted(values)


def test_the_gradient_reaches_the_sketches_and_leaves_the_sorter(loss: SoDeepLoss) -> None:
    matches = placed([4] * 8, photos=8)
    sketches = matches.sketches.requires_grad_()
    loss(matches).backward()
    assert sketches.grad is not None
    moved = replace(matches, sketches=(sketches - sketches.grad).detach())
    assert loss(moved) < loss(matches)
    weights = [weight for sorter in loss.sorters.values() for weight in sorter.parameters()]
    assert weights and not any(w.requires_grad or w.grad is not None for w in weights)


def test_there_is_a_sorter_for_each_size_of_batch_even_without_gradients() -> None:
    loss = SoDeepLoss(SorterSettings(width=4, steps=2, batch=4))
    with torch.no_grad():
        for photos in (4, 6, 4):
            assert torch.isfinite(loss(placed([1, 2, 3, 4], photos)))
    assert list(loss.sorters) == [4, 6]
    assert not loss.state_dict()
