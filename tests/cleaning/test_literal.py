from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchapp.cleaning import CleaningRule, ScoredSketch, literal_clean
from sketchapp.cleaning.literal import gumbel_keep, literal_logits
from sketchapp.errors import SketchAppError
from tests.attribution.toys import random_sketch
from tests.cleaning.made_scores import STYLE, LikenessTo, square
from tests.degenerate import DEGENERATE


def test_values_are_divided_by_their_sum() -> None:
    assert literal_logits(np.array([1.0, 3.0]), 0.3).tolist() == [0.55, 1.05]


def test_a_sum_of_nothing_or_less_keeps_the_signs() -> None:
    for values in ([1.0, -1.0], [1.0, -3.0]):
        high, low = literal_logits(np.array(values), 0.3)
        assert np.isfinite([high, low]).all() and high > 0.3 > low
    assert literal_logits(np.zeros(3), 0.3).tolist() == [1, 1, 1]


def test_without_noise_the_threshold_is_half_less_delta() -> None:
    kept = gumbel_keep(torch.tensor([0.0, 0.49, 0.5, 1.0]), None)
    assert kept.tolist() == [0, 0, 1, 1]


def test_forward_is_hard_and_backward_is_soft() -> None:
    logits = torch.tensor([0.2, 0.7], dtype=torch.float64, requires_grad=True)
    kept = gumbel_keep(logits, torch.Generator().manual_seed(0))
    assert set(kept.tolist()) <= {0.0, 1.0}
    kept.sum().backward()
    assert logits.grad is not None and (logits.grad > 0).all()


def test_samples_follow_the_soft_choice() -> None:
    logits = torch.full((20_000,), 0.8, dtype=torch.float64)
    share = gumbel_keep(logits, torch.Generator().manual_seed(1)).mean().item()
    assert share == pytest.approx(1 / (1 + np.exp(-(0.8 - 0.2))), abs=0.01)


def test_the_literal_rule_removes_nearly_all_of_many_strokes() -> None:
    sketch = random_sketch(np.random.default_rng(0), 20)
    scored = ScoredSketch.of(sketch, LikenessTo(square()), STYLE)
    parts = literal_clean(scored, CleaningRule("sla"), "literal", torch.Generator())
    assert len(parts) >= 10


@pytest.mark.parametrize("name", ["literal", "gumbel-softmax"])
@pytest.mark.parametrize("granularity", ["sla", "psla"])
def test_every_sketch_can_be_cleaned_literally(name: str, granularity: str) -> None:
    for sketch in DEGENERATE.values():
        scored = ScoredSketch.of(sketch, LikenessTo(square()), STYLE)
        rule = CleaningRule(granularity)  # type: ignore[arg-type]
        parts = [
            literal_clean(scored, rule, name, torch.Generator().manual_seed(2)) for _ in range(2)
        ]
        assert parts[0] == parts[1] and {part.stroke_id for part in parts[0]} <= set(sketch.ids)


def test_an_unknown_rule_is_refused_with_the_names() -> None:
    scored = ScoredSketch.of(square(), LikenessTo(square()), STYLE)
    with pytest.raises(SketchAppError, match="literal, gumbel-softmax"):
        literal_clean(scored, CleaningRule(), "magic", torch.Generator())
