"""Losses against numbers worked out by hand."""

import math

import pytest
import torch

from sketchapp.training.generator.losses import discriminator_loss, generator_loss, r1_penalty


def test_logistic_losses() -> None:
    logits = torch.tensor([0.0, math.log(3)])
    assert generator_loss(logits).item() == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    expected = (math.log(2) + math.log(4 / 3)) / 2 + (math.log(2) + math.log(4)) / 2
    assert discriminator_loss(logits, logits).item() == pytest.approx(expected)


def test_the_generator_gains_most_where_it_is_found_out() -> None:
    logits = torch.tensor([-5.0, 5.0], requires_grad=True)
    generator_loss(logits).backward()
    assert logits.grad is not None and logits.grad[0] < 20 * logits.grad[1] < 0


def test_r1_of_a_linear_judge_is_half_its_squared_slope() -> None:
    """In -1..1, a logit of 3 x + ... in 0..1 has slope 3 / 2 for each of the 12 values."""
    photos = torch.rand(5, 3, 2, 2, requires_grad=True)
    weight = torch.tensor(3.0, requires_grad=True)
    penalty = r1_penalty((weight * photos).sum((1, 2, 3)), photos)
    assert penalty.item() == pytest.approx(12 * 1.5**2 / 2)
    penalty.backward()
    assert weight.grad is not None and weight.grad.item() == pytest.approx(12 * 3 / 4)
