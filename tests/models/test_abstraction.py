import pytest
import torch

from sketchapp.models.abstraction import (
    LEVEL_NAMES,
    AbstractionHead,
    cumulative_mask,
    gumbel_levels,
    mask_of_levels,
    rows_of_levels,
)

GROUPS = [(1,), (3, 3, 3), (1, 1, 1), (2, 1, 4), (1, 5)]


def mask_by_hand(level: list[float], groups: tuple[int, ...]) -> list[float]:
    """A row counts as surely as the level is its group's or a finer one."""
    mask = []
    for group, rows in enumerate(groups):
        mask += [sum(level[group:])] * rows
    return mask


@pytest.mark.parametrize("groups", GROUPS)
def test_each_level_selects_the_groups_up_to_its_own(groups: tuple[int, ...]) -> None:
    counts = rows_of_levels(groups)
    masks = mask_of_levels(torch.arange(len(groups)), groups)
    expected = [[float(row < count) for row in range(sum(groups))] for count in counts]
    assert masks.tolist() == expected
    assert counts[-1] == sum(groups) and counts[0] == groups[0]


def test_the_mask_is_the_papers_example() -> None:
    medium = torch.tensor([[0.0, 1.0, 0.0]])
    assert cumulative_mask(medium, (3, 3, 3)).tolist() == [[1, 1, 1, 1, 1, 1, 0, 0, 0]]
    assert LEVEL_NAMES[1] == "medium"


@pytest.mark.parametrize("groups", GROUPS)
def test_a_soft_level_gives_a_soft_mask(groups: tuple[int, ...]) -> None:
    logits = torch.randn(6, len(groups), generator=torch.Generator().manual_seed(0))
    levels = logits.double().softmax(dim=1)
    expected = [mask_by_hand(level, groups) for level in levels.tolist()]
    assert torch.allclose(cumulative_mask(levels, groups), torch.tensor(expected).double())


def test_a_level_is_drawn_as_often_as_it_is_likely() -> None:
    chance = torch.tensor([0.6, 0.3, 0.1])
    drawn = gumbel_levels(chance.log().expand(8000, 3), torch.Generator().manual_seed(0))
    assert drawn.mean(0).tolist() == pytest.approx(chance.tolist(), abs=0.02)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_drawn_levels_are_one_hot_with_the_gradient_of_the_soft_ones(temperature: float) -> None:
    logits = torch.randn(5, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    logits.requires_grad_()
    weights = torch.arange(15.0).reshape(5, 3).double().square()
    drawn = gumbel_levels(logits, torch.Generator().manual_seed(1), temperature)
    assert drawn.sum(dim=1).tolist() == pytest.approx([1] * 5)
    assert sorted(drawn.detach().round().unique().tolist()) == [0, 1]
    assert torch.allclose(drawn, drawn.round())
    (gradient,) = torch.autograd.grad((drawn * weights).sum(), logits)

    uniform = torch.rand(5, 3, generator=torch.Generator().manual_seed(1))
    soft = ((logits - (-uniform.log()).log()) / temperature).softmax(dim=1)
    (expected,) = torch.autograd.grad((soft * weights).sum(), logits)
    assert torch.equal(soft.argmax(1), drawn.argmax(1))
    assert torch.allclose(gradient, expected) and gradient.abs().max() > 0


def test_the_gradient_goes_through_the_mask_to_the_logits() -> None:
    logits = torch.zeros(2, 3, requires_grad=True)
    mask = cumulative_mask(gumbel_levels(logits, torch.Generator().manual_seed(0)), (3, 3, 3))
    mask[:, -1].sum().backward()  # the last row counts only at the finest level
    assert logits.grad is not None
    assert (logits.grad[:, 2] > 0).all() and (logits.grad[:, :2] < 0).all()


def test_one_generator_draws_the_same_levels() -> None:
    logits = torch.zeros(50, 3)
    drawn = [gumbel_levels(logits, torch.Generator().manual_seed(seed)) for seed in (3, 3, 4)]
    assert torch.equal(drawn[0], drawn[1]) and not torch.equal(drawn[0], drawn[2])


def test_sure_logits_are_drawn_and_stay_finite() -> None:
    logits = torch.tensor([[1e4, 0.0, -1e4]]).expand(1000, 3)
    drawn = gumbel_levels(logits, torch.Generator().manual_seed(0))
    assert torch.isfinite(drawn).all() and (drawn[:, 0] == 1).all()


@pytest.mark.parametrize("side", [1, 4])
def test_the_head_reads_the_average_of_the_map(side: int) -> None:
    head = AbstractionHead(8, 3)
    features = torch.randn(2, 8, side, side, generator=torch.Generator().manual_seed(0))
    logits = head(features)
    flipped = head(features.flip(2, 3))
    assert logits.shape == (2, 3) and torch.allclose(logits, flipped, atol=1e-6)
    averages = features.flatten(2).mean(2)
    assert torch.allclose(logits, averages @ head.classify.weight.T + head.classify.bias, atol=1e-6)
