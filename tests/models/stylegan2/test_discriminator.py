"""The discriminator: one logit a photo, the spread of a group, and categories."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from sketchapp.models.stylegan2.discriminator import new_discriminator, with_spread
from tests.models.stylegan2.tiny_generators import TINY, TWO_KINDS
from tests.models.tiny import random_images


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("size_px", [8, 16, 32])
def test_one_logit_a_photo(size_px: int) -> None:
    judge = new_discriminator(replace(TINY, size_px=size_px), rng())
    logits = judge(random_images(4, size_px))
    assert logits.shape == (4,) and logits.std() > 0


def test_spread_is_the_mean_deviation_within_the_group() -> None:
    features = torch.randn(8, 3, 4, 4, generator=rng())
    wide = with_spread(features)
    assert wide.shape == (8, 4, 4, 4) and torch.equal(wide[:, :3], features)
    for first in (0, 1):  # photos 0, 2, 4, 6 are a group
        group = features[first::2]
        expected = ((group - group.mean(0)).square().mean(0) + 1e-8).sqrt().mean()
        assert torch.allclose(wide[first::2, 3], expected.expand(4, 4, 4))


@pytest.mark.parametrize(("count", "spread"), [(1, 0.0), (3, 0.0), (4, 0.0)])
def test_photos_without_company_or_all_alike_have_no_spread(count: int, spread: float) -> None:
    wide = with_spread(torch.ones(count, 2, 4, 4))
    assert wide[:, 2].max().item() == pytest.approx(spread, abs=1e-3)


def test_a_category_changes_the_judgement() -> None:
    judge, photos = new_discriminator(TWO_KINDS, rng()), random_images(4, 16)
    one, other = (judge(photos, torch.full((4,), kind)) for kind in (0, 1))
    assert not torch.allclose(one, other)
    assert not torch.allclose(one, judge(photos))


def test_gradients_reach_photos_and_every_weight_and_can_be_taken_twice() -> None:
    judge, photos = new_discriminator(TWO_KINDS, rng()), random_images(4, 16).requires_grad_()
    logits = judge(photos, torch.tensor([0, 1, 0, 1]))
    (gradient,) = torch.autograd.grad(logits.sum(), photos, create_graph=True)
    assert gradient.abs().min(0).values.max() > 0
    (gradient.square().sum() + logits.sum()).backward()
    for name, weight in judge.named_parameters():
        assert weight.grad is not None and weight.grad.abs().max() > 0, name
