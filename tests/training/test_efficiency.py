import pytest
import torch
from torch import nn

from sketchapp.models.ensemble import EnsembleRetriever
from sketchapp.training.efficiency import count_flops, efficiency_of
from tests.models.tiny import TINY_MATRIX, tiny_retriever


def test_a_multiply_add_counts_as_two() -> None:
    layer = nn.Linear(10, 7, bias=False)
    assert count_flops(layer, torch.ones(1, 10)) == 2 * 10 * 7
    conv = nn.Conv2d(3, 4, 5, bias=False)
    assert count_flops(conv, torch.ones(1, 3, 9, 9)) == 2 * (3 * 25) * 4 * 25


def test_figures_of_a_tiny_model() -> None:
    retriever = tiny_retriever(config=TINY_MATRIX)
    found = efficiency_of(retriever, n_photos=50, rounds=3)
    assert found.parameters == sum(p.numel() for p in retriever.parameters())
    assert (found.rows, found.width, found.size_px, found.n_photos) == (3, 8, 32, 50)
    encoder = 2 * 512 * (3 * 8) + 2 * 512 * 3  # one cell: a matrix for the rows, one for levels
    assert found.multiply_adds * 2 == found.flops
    assert found.encoder_share == pytest.approx(100 * encoder / found.flops, rel=0.2)
    assert 0 < found.distance_ms < found.encode_ms
    total = found.distance_ms + found.encode_ms
    assert found.distance_share == pytest.approx(100 * found.distance_ms / total, rel=0.05)


def test_networks_side_by_side_count_together() -> None:
    one = tiny_retriever(0, TINY_MATRIX)
    both = EnsembleRetriever([one, tiny_retriever(1, TINY_MATRIX)])
    alone, together = (efficiency_of(r, n_photos=10, rounds=2) for r in (one, both))
    assert together.parameters == 2 * alone.parameters and together.flops == 2 * alone.flops
    assert together.encoder_share == alone.encoder_share and together.width == 2 * alone.width
