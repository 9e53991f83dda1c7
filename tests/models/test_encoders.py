import pytest
import torch
from torch import nn

from sketchapp.errors import CheckpointError
from sketchapp.models.encoders import ENCODERS, ConvolutionRows, build_encoder


def feature_map(side: int, channels: int = 12, count: int = 2) -> torch.Tensor:
    generator = torch.Generator().manual_seed(side)
    return torch.randn(count, channels, side, side, generator=generator)


def parameters(encoder: nn.Module) -> int:
    return sum(parameter.numel() for parameter in encoder.parameters())


@pytest.mark.parametrize("name", sorted(ENCODERS))
@pytest.mark.parametrize("side", [2, 5, 8, 13, 16])
def test_an_encoder_gives_rows_of_any_map(name: str, side: int) -> None:
    rows = build_encoder(name, 12, 9, 16, grid=3)(feature_map(side))
    assert rows.shape == (2, 9, 16)
    assert torch.isfinite(rows).all()
    assert (rows[0] - rows[1]).abs().max() > 1e-4  # it looks at the map


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_rows_differ_and_the_answer_is_the_same_for_every_batch_size(name: str) -> None:
    encoder, maps = build_encoder(name, 12, 3, 8, grid=2), feature_map(8, count=4)
    rows = encoder(maps)
    assert (rows[:, 0] - rows[:, 1]).abs().min(dim=1).values.max() > 1e-4
    parts = torch.cat([encoder(part) for part in maps.split(1)])
    assert torch.allclose(rows, parts, atol=1e-5)


@pytest.mark.parametrize("name", ["separable", "convolutions"])
def test_a_row_has_its_own_weights(name: str) -> None:
    """The gradient of one row stays in its share of the weights."""
    encoder = build_encoder(name, 12, 3, 8, grid=2)
    encoder(feature_map(8))[:, 1].square().sum().backward()
    layer = encoder.stride[0] if isinstance(encoder, ConvolutionRows) else encoder.project
    weights = layer.weight.grad.split(8)
    reached = [weight is not None and weight.abs().max().item() > 0 for weight in weights]
    assert reached == [False, True, False]


@pytest.mark.parametrize("name", ["cells", "separable"])
def test_a_row_may_point_anywhere(name: str) -> None:
    """Compact encoders have no rectifier at the end, unlike the published one."""
    rows = build_encoder(name, 12, 9, 64, grid=2)(feature_map(8, count=8))
    assert 0.35 < (rows < 0).double().mean() < 0.65


@pytest.mark.parametrize("name", ["cells", "separable"])
def test_compact_encoders_keep_where_a_part_lies(name: str) -> None:
    encoder = build_encoder(name, 12, 3, 8, grid=3)
    maps = torch.zeros(2, 12, 12, 12)
    maps[0, :, :4, :4] = maps[1, :, 8:, 8:] = 1  # the same part in two corners
    rows = encoder(maps)
    assert (rows[0] - rows[1]).abs().max() > 1e-3


def test_the_compact_encoders_are_small_and_the_published_one_is_not() -> None:
    """The default: 512 channels, 9 rows of 64 in 3 x 3 cells; as published: 9 of 512."""
    for name in ("cells", "separable"):
        assert parameters(build_encoder(name, 512, 9, 64, 3)) < 5e6
    published = parameters(build_encoder("convolutions", 512, 9, 512, 3))
    assert published == 9 * (512 * 512 * 9 + 512)  # 21 million


def test_unknown_names_list_what_exists() -> None:
    with pytest.raises(CheckpointError, match="'attention' not found; there are: cells, separable"):
        build_encoder("attention", 12, 3, 8, 2)
