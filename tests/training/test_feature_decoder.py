"""Feature maps to photos: L rows, from blocks of their own."""

from __future__ import annotations

import torch

from sketchapp.training.feature_decoder import FeatureDecoder
from tests.models.stylegan2.tiny_generators import TINY, tiny_generator

CHANNELS = 6


def decoder(seed: int = 0, mean: float = 0.3) -> FeatureDecoder:
    generator = tiny_generator()
    generator.mean_latent.fill_(mean)
    return FeatureDecoder(generator, CHANNELS, seed)


def maps(count: int = 2, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, CHANNELS, 4, 4, generator=torch.Generator().manual_seed(seed))


def test_a_map_becomes_a_full_code_and_a_photo() -> None:
    model = decoder()
    assert model.codes(maps()).shape == (2, TINY.rows, TINY.width)
    assert torch.equal(model(maps()), model.generator.synthesise(model.codes(maps())))
    assert torch.allclose(model(maps())[:1], model(maps()[:1]), atol=1e-5)
    assert (model.codes(maps())[0] - model.codes(maps())[1]).abs().max() > 1e-3


def test_every_row_has_a_stride_two_block_with_leaky_relu() -> None:
    """Row i is the average of LeakyReLU(convolution i), from the mean latent."""
    model, features = decoder(), maps()
    convolution = model.encode.stride[0]  # type: ignore[index]
    assert convolution.stride == (2, 2)
    weight = convolution.weight.unflatten(0, (TINY.rows, TINY.width))
    bias = convolution.bias.unflatten(0, (TINY.rows, TINY.width))
    for row in range(TINY.rows):
        out = torch.nn.functional.conv2d(features, weight[row], bias[row], stride=2, padding=1)
        expected = torch.where(out > 0, out, 0.2 * out).mean((2, 3)) + 0.3
        assert torch.allclose(model.codes(features)[:, row], expected, atol=1e-5)


def test_blocks_depend_on_the_seed_and_leave_the_others_numbers_alone() -> None:
    generator, before = tiny_generator(), torch.random.get_rng_state()
    one, again, other = (FeatureDecoder(generator, CHANNELS, seed) for seed in (0, 0, 1))
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(one.codes(maps()), again.codes(maps()))
    assert not torch.equal(one.codes(maps()), other.codes(maps()))


def test_the_generator_is_hidden_unless_it_is_tuned() -> None:
    frozen = decoder()
    assert all(name.startswith("encode.") for name in frozen.state_dict())
    assert not any(p.requires_grad for p in frozen.generator.parameters())
    tuned = FeatureDecoder(tiny_generator(), CHANNELS, 0, tuned=True)
    trained = {id(p) for p in tuned.parameters()}
    assert {id(p) for p in tuned.generator.synthesis.parameters()} <= trained
    assert not {id(p) for p in tuned.generator.mapping.parameters()} & trained
