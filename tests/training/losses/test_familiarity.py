import math

import pytest
import torch

from sketchapp.training.losses.familiarity import FAMILIAR_LEVEL, familiarity_loss, mean_cosine
from tests.training.losses.made_matches import unit_rows


def rows_of(seed: int, count: int, rows: int = 2) -> torch.Tensor:
    return unit_rows(count, rows, 4, torch.Generator().manual_seed(seed))


def soft_best(drawing: torch.Tensor, photos: torch.Tensor, temperature: float) -> float:
    cosines = [float((drawing * photo).sum(1).mean()) for photo in photos]
    return temperature * math.log(sum(math.exp(cosine / temperature) for cosine in cosines))


def test_the_loss_is_the_formula() -> None:
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


def test_all_rows_count_alike() -> None:
    sketches, photos = rows_of(0, 2, rows=5), rows_of(1, 3, rows=5)
    expected = (sketches[1] * photos[2]).sum(1).mean()
    assert mean_cosine(sketches, photos)[1, 2].item() == pytest.approx(expected.item())
