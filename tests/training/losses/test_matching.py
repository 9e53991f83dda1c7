import math
from dataclasses import replace

import pytest
import torch

from sketchapp.training.losses.matches import Matches
from sketchapp.training.losses.matching import matching_loss, shared_cross_entropy, sketch_loss
from tests.training.losses.made_matches import made_matches, table_by_hand


def soft_miss(logits: list[float], right: int) -> float:
    return math.log(sum(math.exp(logit) for logit in logits)) - logits[right]


def by_hand(matches: Matches, temperature: float) -> float:
    logit = [[cosine / temperature for cosine in row] for row in table_by_hand(matches)]
    own = matches.own.tolist()
    forth = [soft_miss(row, photo) for row, photo in zip(logit, own, strict=True)]
    back = []
    for b in range(len(matches.photos)):
        column = [row[b] for row in logit]
        misses = [soft_miss(column, a) for a, photo in enumerate(own) if photo == b]
        back.append(sum(misses) / max(1, len(misses)))
    return (sum(forth) / len(forth) + sum(back) / len(back)) / 2


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("temperature", [0.07, 1.0])
@pytest.mark.parametrize("own", [(0, 1, 2, 3), (0, 0, 1, 2, 3), (3, 3, 3, 1)])
def test_the_loss_is_the_formula(rows: int, temperature: float, own: tuple[int, ...]) -> None:
    matches = made_matches(rows, own, rows=rows)
    expected = by_hand(matches, temperature)
    assert matching_loss(matches, temperature).item() == pytest.approx(expected, rel=1e-9)
    assert expected > 0.1


def test_pairs_that_match_lose_nothing() -> None:
    matches = made_matches(own=(0, 1, 2, 3), rows=1)
    rows = torch.eye(4, dtype=torch.float64)[:, None]
    matches = replace(matches, sketches=rows, photos=rows)
    assert matching_loss(matches, 0.01).item() == pytest.approx(0, abs=1e-6)
    assert matching_loss(replace(matches, photos=rows.roll(1, 0)), 0.01).item() > 50


def test_rows_that_are_all_equal_give_the_loss_of_a_guess() -> None:
    same = torch.ones(4, 1, 1, dtype=torch.float64)
    matches = replace(made_matches(own=(0, 1, 2, 3), rows=1), sketches=same, photos=same)
    assert matching_loss(matches, 0.07).item() == pytest.approx(math.log(4))


def test_sketches_of_one_photo_count_alike_on_the_way_back() -> None:
    logits = torch.tensor([[2.0, 1.0, 0.0]])
    both = shared_cross_entropy(logits, torch.tensor([[True, True, False]]))
    alone = [
        shared_cross_entropy(logits, torch.tensor([[n == right for n in range(3)]]))
        for right in (0, 1)
    ]
    assert both.item() == pytest.approx(((alone[0] + alone[1]) / 2).item())
    assert shared_cross_entropy(logits, torch.tensor([[False] * 3])).item() == 0


def test_the_loss_between_sketches_is_the_formula() -> None:
    matches = made_matches(own=(0, 0, 1, 1, 1, 2))
    rows, own = matches.sketches, matches.own.tolist()
    misses = []
    for a, photo in enumerate(own):
        others = [b for b in range(6) if b != a]
        logits = [float((rows[a] * rows[b]).sum() / 3 / 0.3) for b in others]
        right = [n for n, b in enumerate(others) if own[b] == photo]
        misses.append(sum(soft_miss(logits, n) for n in right) / max(1, len(right)))
    assert misses[5] == 0  # it is alone with its photo
    assert sketch_loss(matches, 0.3).item() == pytest.approx(sum(misses) / 6, rel=1e-9)


def test_sketches_that_are_alone_lose_nothing() -> None:
    assert sketch_loss(made_matches(own=(0, 1, 2, 3)), 0.07).item() == 0
