import pytest
import torch

from sketchapp.training.losses.sorter import (
    Sorter,
    SorterSettings,
    made_scores,
    train_sorter,
    true_places,
)

SMALL = SorterSettings(width=16, steps=80, batch=32, rate=1e-2)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def sorter() -> Sorter:
    return train_sorter(10, SMALL, seeded(0))


def test_true_places_count_the_larger_entries() -> None:
    assert true_places(torch.tensor([[0.1, 5.0, -2.0]])).tolist() == [[0.5, 0.0, 1.0]]


def test_a_sorter_ranks_lists_that_it_has_not_seen(sorter: Sorter) -> None:
    scores = made_scores(300, 10, seeded(9))
    error = (sorter(scores) - true_places(scores)).abs().mean()
    assert error < 0.12  # a guess of the middle errs by 0.28


def test_shift_and_scale_of_scores_do_not_matter(sorter: Sorter) -> None:
    scores = made_scores(20, 10, seeded(9))
    assert torch.allclose(sorter(scores), sorter(scores * 0.003 + 0.8), atol=1e-2)
    assert torch.isfinite(sorter(torch.ones(1, 10))).all()


def test_a_larger_score_has_a_better_place(sorter: Sorter) -> None:
    scores = made_scores(100, 10, seeded(9)).requires_grad_()
    (gradient,) = torch.autograd.grad(sorter(scores)[:, 3].sum(), scores)
    assert (gradient[:, 3] < 0).double().mean() > 0.9


def test_one_seed_trains_one_sorter() -> None:
    brief = SorterSettings(width=4, steps=2, batch=4)
    weights = [
        torch.cat([p.flatten() for p in train_sorter(5, brief, seeded(seed)).parameters()])
        for seed in (1, 1, 2)
    ]
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])


def test_made_scores_are_of_three_kinds() -> None:
    scores = made_scores(9, 50, seeded(0))
    assert scores[::3].min() >= 0 and scores[::3].max() <= 1
    assert (scores[2::3] < 0).any(dim=1).all()
    assert scores[1::3].amax(dim=1).mean() > scores[2::3].amax(dim=1).mean()
