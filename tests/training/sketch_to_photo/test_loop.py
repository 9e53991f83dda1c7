"""A step down, and what is no step."""

from __future__ import annotations

import pytest
import torch

from sketchapp.training.sketch_to_photo.loop import descend


def test_a_step_goes_down_and_forgets_older_gradients() -> None:
    weight = torch.nn.Parameter(torch.tensor([3.0]))
    optimiser = torch.optim.SGD([weight], lr=0.5)
    weight.grad = torch.tensor([100.0])
    descend(optimiser, weight.square().sum(), "makers at step 7")
    assert weight.item() == 0.0


def test_a_loss_that_is_not_finite_is_an_error_and_changes_nothing() -> None:
    weight = torch.nn.Parameter(torch.tensor([3.0]))
    optimiser = torch.optim.SGD([weight], lr=0.5)
    with pytest.raises(FloatingPointError, match="makers at step 7 is nan; lower the rate"):
        descend(optimiser, weight.sum() * float("nan"), "makers at step 7")
    assert weight.item() == 3.0
