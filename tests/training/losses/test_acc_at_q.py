import math
from dataclasses import replace

import pytest
import torch

from sketchapp.errors import TrainingError
from sketchapp.training.losses.acc_at_q import acc_at_q_loss, annealed_tau, scaled_q
from sketchapp.training.losses.matches import Matches
from tests.training.losses.made_matches import made_matches, placed, table_by_hand, unit_rows


def sigmoid(x: float, tau: float) -> float:
    return 1 / (1 + math.exp(-x / tau))


def by_hand(matches: Matches, q: tuple[float, ...], tau_1: float, tau_2: float) -> float:
    """Algorithm 1 with its loop over sketches, and every photo's distance worked out one by one."""
    distances = [[1 - cosine for cosine in row] for row in table_by_hand(matches)]
    accuracy = 0.0
    for sketch, to_photos in enumerate(distances):
        target = to_photos[int(matches.own[sketch])]
        signs = [sigmoid(target - distance, tau_2) for distance in to_photos]  # itself among them
        accuracy += sigmoid(q[int(matches.level[sketch])] - sum(signs), tau_1)
    return -accuracy / len(distances)


@pytest.mark.parametrize("q", [(10, 5, 1), (2, 2, 1)])
@pytest.mark.parametrize("taus", [(1.0, 0.01), (1.0, 0.5), (8.0, 0.1)])
@pytest.mark.parametrize("own", [(0, 1, 2, 3), (0, 0, 0, 2, 3, 3)])
def test_the_loss_is_algorithm_1(
    q: tuple[float, ...], taus: tuple[float, float], own: tuple[int, ...]
) -> None:
    matches = made_matches(len(own), own)
    assert acc_at_q_loss(matches, q, *taus).item() == pytest.approx(by_hand(matches, q, *taus))


@pytest.mark.parametrize("q", [1, 5])
def test_the_threshold_lies_midway_between_q_and_the_next_place(q: int) -> None:
    chance = [
        -acc_at_q_loss(placed([place], photos=8, levels=1), (q,), tau_2=0.001).item()
        for place in (q, q + 1)
    ]
    assert chance == pytest.approx([sigmoid(0.5, 1), sigmoid(-0.5, 1)], abs=1e-9)
    sharp = [
        -acc_at_q_loss(placed([place], photos=8, levels=1), (q,), 0.01, 0.001).item()
        for place in range(1, 9)
    ]
    assert sharp == pytest.approx([float(place <= q) for place in range(1, 9)], abs=1e-9)


def test_each_level_has_its_own_q() -> None:
    matches = placed([4, 4, 4], photos=16)  # one sketch of each level, all at place 4
    assert -acc_at_q_loss(matches, (10, 5, 1), 0.01, 0.001).item() == pytest.approx(2 / 3)
    assert -acc_at_q_loss(matches, (4, 3, 3), 0.01, 0.001).item() == pytest.approx(1 / 3)
    with pytest.raises(TrainingError, match=r"q has 2 values .* one for each of 3 levels"):
        acc_at_q_loss(matches, (10, 1))


def test_a_step_down_the_gradient_brings_the_own_photo_nearer() -> None:
    matches = made_matches(own=(0, 1, 2, 3))
    sketches = matches.sketches.requires_grad_()
    (gradient,) = torch.autograd.grad(acc_at_q_loss(matches, (1, 1, 1), tau_2=0.5), sketches)
    moved = replace(matches, sketches=sketches - 0.01 * gradient)
    assert acc_at_q_loss(moved, (1, 1, 1), tau_2=0.5) < acc_at_q_loss(matches, (1, 1, 1), tau_2=0.5)
    assert gradient[0, 1:].abs().max() == 0 == gradient[1, 2:].abs().max()  # not selected
    assert gradient[1, 1].abs().max() > 0 < gradient[2, 2].abs().max()


def untrained(batch: int) -> Matches:
    """What a network without training gives: all pictures nearly alike."""
    generator = torch.Generator().manual_seed(0)
    common = unit_rows(1, 3, 32, generator)
    level = torch.arange(batch) % 3
    near = [common + 1e-3 * unit_rows(batch, 3, 32, generator) for _ in range(2)]
    sketches, photos = (torch.nn.functional.normalize(rows, dim=2) for rows in near)
    return Matches(
        sketches=sketches.requires_grad_(),
        photos=photos,
        own=torch.arange(batch),
        mask=(torch.arange(3) <= level[:, None]).double(),
        level=level,
        level_logits=torch.zeros(batch, 3),
    )


def slope(matches: Matches, tau_1: float) -> float:
    """The largest number of the loss's gradient by the sketches."""
    (gradient,) = torch.autograd.grad(acc_at_q_loss(matches, tau_1=tau_1), matches.sketches)
    return gradient.abs().max().item()


def test_at_the_start_only_an_annealed_loss_has_a_gradient() -> None:
    matches = untrained(128)
    assert slope(matches, 1.0) < 1e-22  # exp(10 - 64) is 4e-24
    assert slope(matches, annealed_tau(0, 32.0)) > 1e-6
    assert slope(untrained(16), 1.0) > 1e-6  # a small batch needs no annealing


def test_tau_falls_by_equal_factors() -> None:
    assert [annealed_tau(p, 64, 1) for p in (0, 0.5, 1)] == pytest.approx([64, 8, 1])
    assert [annealed_tau(p, 64, 4) for p in (-1, 0.25, 2)] == pytest.approx([64, 32, 4])
    assert annealed_tau(0.3, 1, 1) == 1


def test_q_is_scaled_to_the_share_that_a_batch_has_of_a_gallery() -> None:
    assert scaled_q(1, 128, 2000) == 1
    assert scaled_q(10, 128, 2000) == pytest.approx(1 + 9 * 127 / 1999)
    assert scaled_q(10, 128, 128) == scaled_q(10, 128, 0) == 10
    generator = torch.Generator().manual_seed(0)
    gallery, draws = 200, 4000  # a photo at place 10: how many of its 9 betters are in a batch?
    better = torch.stack([torch.randperm(gallery - 1, generator=generator) for _ in range(draws)])
    before = (better[:, :31] < 9).sum(1).double().mean().item()
    assert 1 + before == pytest.approx(scaled_q(10, 32, gallery), abs=0.06)
