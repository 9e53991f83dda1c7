import math

import pytest
import torch

from sketchapp.training.losses import FAMILIAR_LEVEL, familiarity_loss, matching_loss


def by_hand(sketches: torch.Tensor, photos: torch.Tensor, temperature: float) -> float:
    """The formula, number by number."""
    n, rows = sketches.shape[:2]
    logit = [
        [sum(float(s[k] @ p[k]) for k in range(rows)) / rows / temperature for p in photos]
        for s in sketches
    ]
    forth = [
        -logit[i][i] + math.log(sum(math.exp(logit[i][j]) for j in range(n))) for i in range(n)
    ]
    back = [-logit[i][i] + math.log(sum(math.exp(logit[j][i]) for j in range(n))) for i in range(n)]
    return (sum(forth) + sum(back)) / (2 * n)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("temperature", [0.07, 1.0])
def test_the_loss_is_the_formula(rows: int, temperature: float) -> None:
    generator = torch.Generator().manual_seed(rows)
    drawn = torch.randn(2, 5, rows, 4, generator=generator, dtype=torch.float64)
    sketches, photos = torch.nn.functional.normalize(drawn, dim=3)
    expected = by_hand(sketches, photos, temperature)
    assert matching_loss(sketches, photos, temperature).item() == pytest.approx(expected, rel=1e-9)
    assert expected > 0.1


def test_pairs_that_match_lose_nothing() -> None:
    rows = torch.eye(4)[:, None]
    assert matching_loss(rows, rows, 0.01).item() == pytest.approx(0, abs=1e-6)
    assert matching_loss(rows, rows.roll(1, 0), 0.01).item() > 50


def test_rows_that_are_all_equal_give_the_loss_of_a_guess() -> None:
    rows = torch.ones(8, 1, 1)
    assert matching_loss(rows, rows, 0.07).item() == pytest.approx(math.log(8), rel=1e-6)


def rows_of(seed: int, count: int, rows: int = 2) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(count, rows, 4, generator=generator, dtype=torch.float64)
    return torch.nn.functional.normalize(drawn, dim=2)


def soft_best(drawing: torch.Tensor, photos: torch.Tensor, temperature: float) -> float:
    cosines = [float((drawing * photo).sum(1).mean()) for photo in photos]
    return temperature * math.log(sum(math.exp(cosine / temperature) for cosine in cosines))


def test_the_familiarity_loss_is_the_formula() -> None:
    known, strange, photos = rows_of(0, 3), rows_of(1, 4), rows_of(2, 5)
    for temperature in (0.07, 0.5):
        far = [
            [(soft_best(d, photos, temperature) - FAMILIAR_LEVEL) / temperature for d in side]
            for side in (known, strange)
        ]
        misses = sum(math.log1p(math.exp(-x)) for x in far[0]) / 3
        alarms = sum(math.log1p(math.exp(x)) for x in far[1]) / 4
        loss = familiarity_loss(known, strange, photos, temperature).item()
        assert loss == pytest.approx(misses + alarms, rel=1e-9)


def test_known_drawings_are_drawn_to_photos_and_strange_ones_pushed_away() -> None:
    known, strange, photos = (rows_of(seed, 3).requires_grad_() for seed in (0, 1, 2))
    loss = familiarity_loss(known, strange, photos, 0.07)
    nearer, farther = torch.autograd.grad(loss, (known, strange))
    with torch.no_grad():
        step = 1e-3
        moved = soft_best(known[0] - step * nearer[0], photos, 0.07)
        assert moved > soft_best(known[0], photos, 0.07)
        moved = soft_best(strange[0] - step * farther[0], photos, 0.07)
        assert moved < soft_best(strange[0], photos, 0.07)


def test_a_side_without_drawings_adds_nothing() -> None:
    known, photos, none = rows_of(0, 3), rows_of(2, 5), rows_of(1, 0)
    whole = familiarity_loss(known, known, photos, 0.07).item()
    parts = [
        familiarity_loss(*sides, photos, 0.07).item() for sides in ((known, none), (none, known))
    ]
    assert sum(parts) == pytest.approx(whole) and min(parts) > 0
