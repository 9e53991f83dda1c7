from dataclasses import replace

import pytest
import torch

from tests.training.losses.made_matches import made_matches, table_by_hand


def test_similarity_is_the_mean_cosine_of_the_selected_rows() -> None:
    matches = made_matches()
    assert torch.allclose(matches.similarity, torch.tensor(table_by_hand(matches)).double())
    assert torch.equal(matches.distance, 1 - matches.similarity)
    assert len({tuple(row) for row in matches.mask.tolist()}) == 3


def test_distance_is_half_the_mean_squared_distance_of_the_rows() -> None:
    matches = made_matches()
    for a, b in ((0, 0), (1, 2), (4, 3)):
        squared = (matches.sketches[a] - matches.photos[b]).square().sum(1)
        mean = (squared * matches.mask[a]).sum() / matches.mask[a].sum()
        assert matches.distance[a, b].item() == pytest.approx(mean.item() / 2)


def test_a_mask_may_be_soft() -> None:
    matches = made_matches()
    soft = replace(matches, mask=matches.mask * 0.5 + 0.25)
    assert torch.allclose(soft.similarity, torch.tensor(table_by_hand(soft)).double())


def test_each_sketch_has_one_own_photo() -> None:
    is_own = made_matches().is_own
    assert is_own.nonzero().tolist() == [[0, 0], [1, 0], [2, 1], [3, 2], [4, 3]]


def test_rows_that_no_sketch_selects_get_no_gradient() -> None:
    matches = made_matches(own=(0, 1), photos=3, rows=3)  # levels 0 and 1
    photos = matches.photos.requires_grad_()
    replace(matches, photos=photos).similarity.square().sum().backward()
    assert photos.grad is not None
    assert photos.grad[:, 2].abs().max() == 0
    assert photos.grad[:, :2].abs().amax(dim=2).min() > 0
