import math

import pytest
import torch

from sketchapp.training.losses.clip_terms import Categories, category_loss
from tests.training.losses.made_matches import made_matches, unit_rows


def made_categories() -> Categories:
    """Two names; the first photo is of the second kind."""
    text = unit_rows(2, 1, 4, torch.Generator().manual_seed(5))[:, 0]
    return Categories(text, torch.tensor([1, 0, 0, 1]))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("temperature", [0.1, 1.0])
def test_the_classification_loss_is_the_formula(rows: int, temperature: float) -> None:
    matches, categories = made_matches(rows=rows), made_categories()

    def miss(matrix: torch.Tensor, right: int) -> float:
        cosines = [
            sum(float(row @ name) for row in matrix) / rows / temperature
            for name in categories.text
        ]
        return math.log(sum(map(math.exp, cosines))) - cosines[right]

    drawn = [miss(s, [1, 1, 0, 0, 1][n]) for n, s in enumerate(matches.sketches)]
    seen = [miss(p, [1, 0, 0, 1][n]) for n, p in enumerate(matches.photos)]
    loss = category_loss(matches, categories, temperature).item()
    assert loss == pytest.approx((sum(drawn) / 5 + sum(seen) / 4) / 2, rel=1e-9)
