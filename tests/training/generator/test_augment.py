"""Augmentation: every change, its share of photos, gradients, and the adaptation."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from sketchapp.training.generator import augment as module
from sketchapp.training.generator.augment import (
    HIGHEST,
    adjusted,
    augment,
    cut_out,
    move,
    recolour,
)
from tests.models.tiny import random_images


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def changed(before: Tensor, after: Tensor) -> Tensor:
    return (before - after).abs().amax((1, 2, 3)) > 1e-4


@pytest.mark.parametrize("change", [augment, move, recolour, cut_out])
def test_probability_0_changes_nothing(change) -> None:
    photos = random_images(4, 16)
    assert torch.allclose(change(photos, 0.0, rng()), photos, atol=1e-5)


@pytest.mark.parametrize(
    ("change", "probability", "share"),
    [
        (cut_out, 0.3, 0.3),
        (recolour, 0.3, 1 - 0.7**3),
        (move, 0.4, 1 - 0.8 * 0.6 * 0.9 * 0.6),  # flip, scale, turn, shift
    ],
)
def test_each_change_comes_as_often_as_it_should(change, probability: float, share: float) -> None:
    photos = random_images(2000, 8)
    hit = changed(photos, change(photos, probability, rng())).float().mean().item()
    assert hit == pytest.approx(share, abs=4 * math.sqrt(0.25 / 2000))


def test_white_paper_stays_white_when_moved_and_grey_is_not_coloured() -> None:
    white = torch.ones(20, 3, 16, 16)
    assert torch.allclose(move(white, 0.8, rng()), white, atol=1e-5)
    grey = torch.full((20, 3, 4, 4), 0.3)
    out = recolour(grey, 1.0, rng())
    assert torch.allclose(out[:, 0], out[:, 1]) and torch.allclose(out[:, 1], out[:, 2], atol=1e-5)
    assert changed(grey, out).all()


def test_a_cut_is_one_grey_rectangle() -> None:
    out = cut_out(torch.ones(200, 3, 16, 16), 1.0, rng())
    for one in (out[:, 0] == 0.5).int():
        rows, columns = one.any(1), one.any(0)
        assert torch.equal(one, (rows[:, None] & columns).int()) and one.any()
        assert rows.sum() <= 8 and columns.sum() <= 8


def test_flips_and_turns_keep_shapes_rigid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SCALE", 0.0)
    photos = torch.ones(300, 3, 33, 33)
    photos[:, :, 12:16, 14:22] = 0
    photos[:, :, 18:20, 14:16] = 0
    areas = (1 - move(photos, 1.0, rng())).sum((2, 3))[:, 0]
    assert areas.median().item() == pytest.approx(36, rel=0.02)
    assert ((areas - 36).abs() < 4).float().mean() > 0.95


def test_the_same_generator_gives_the_same_photos_and_gradients_pass() -> None:
    photos = random_images(4, 16).requires_grad_()
    out = augment(photos, 0.7, rng(3))
    assert torch.equal(out, augment(photos, 0.7, rng(3)))
    assert not torch.equal(out, augment(photos, 0.7, rng(4)))
    out.sum().backward()
    assert (photos.grad.abs().amax((1, 2, 3)) > 0).all()  # type: ignore[union-attr]


def test_probability_follows_the_signs_within_its_limits() -> None:
    assert adjusted(0.2, 0.7, 0.6, 0.05) == pytest.approx(0.25)
    assert adjusted(0.2, 0.5, 0.6, 0.05) == pytest.approx(0.15)
    assert adjusted(0.01, 0.0, 0.6, 0.05) == 0.0
    assert adjusted(HIGHEST, 1.0, 0.6, 0.05) == HIGHEST
