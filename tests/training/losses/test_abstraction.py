import math
from dataclasses import replace

import pytest
import torch

from sketchapp.training.losses.abstraction import abstraction_loss
from tests.training.losses.made_matches import made_matches


def test_the_loss_is_the_formula() -> None:
    matches = made_matches()
    total = 0.0
    for logits, level in zip(matches.level_logits, matches.level, strict=True):
        chances = [math.exp(logit) for logit in logits.tolist()]
        truth = [float(n == level) for n in range(3)]
        total -= (
            sum(t * math.log(c / sum(chances)) for t, c in zip(truth, chances, strict=True)) / 3
        )
    assert abstraction_loss(matches).item() == pytest.approx(total / 5, rel=1e-9)


def test_a_sure_and_right_head_loses_nothing_and_a_wrong_one_much() -> None:
    matches = made_matches()
    right = 50 * torch.nn.functional.one_hot(matches.level, 3).double()
    assert abstraction_loss(replace(matches, level_logits=right)).item() < 1e-6
    assert abstraction_loss(replace(matches, level_logits=-right)).item() > 10
