"""The layers against what the papers print, computed the slow way."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from sketchapp.models.stylegan2.layers import (
    BLUR,
    EqualLinear,
    ModulatedConv,
    Noise,
    blur,
    draw_weights,
    normalise_length,
    rectify,
    upsample,
)

LINE = torch.tensor(BLUR, dtype=torch.float64)
KERNEL = LINE[:, None] * LINE / LINE.sum() ** 2


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=rng(seed), dtype=torch.float64)


def filtered(picture: Tensor, low: int, high: int, kernel: Tensor = KERNEL) -> Tensor:
    """Every channel by itself, each window by hand; zeros around."""
    padded = functional.pad(picture, (low, high, low, high))
    height, width = (side - 3 for side in padded.shape[2:])
    out = picture.new_zeros(*picture.shape[:2], height, width)
    for y in range(height):
        for x in range(width):
            out[:, :, y, x] = (padded[:, :, y : y + 4, x : x + 4] * kernel).sum((2, 3))
    return out


def spread_out(picture: Tensor) -> Tensor:
    """Zeros behind every pixel, along both axes."""
    count, channels, height, width = picture.shape
    out = picture.new_zeros(count, channels, 2 * height, 2 * width)
    out[:, :, ::2, ::2] = picture
    return out


def modulated_one_by_one(conv: ModulatedConv, features: Tensor, code: Tensor) -> list[Tensor]:
    """Weights (B, o, i, k, k) of every picture: equations 1 and 3 as printed."""
    style = code @ (conv.modulation.weight * conv.modulation.scale).T + conv.modulation.bias
    weights = []
    for one in style:
        weight = conv.weight * conv.scale * one[None, :, None, None]
        weights.append(weight / (weight.square().sum((1, 2, 3), keepdim=True) + 1e-8).sqrt())
    return weights


@pytest.mark.parametrize("padding", [1, 2])
@pytest.mark.parametrize("stride", [1, 2])
def test_blur_is_the_window_sum(padding: int, stride: int) -> None:
    picture = random(2, 3, 7, 6).float()
    expected = 4 * filtered(picture, padding, padding)[:, :, ::stride, ::stride]
    assert torch.allclose(blur(picture, padding, 4.0, stride), expected.float(), atol=1e-5)


def test_upsample_puts_zeros_between_and_blurs() -> None:
    picture = random(2, 3, 4, 5)
    expected = filtered(spread_out(picture), 2, 1, 4 * KERNEL)
    assert torch.allclose(upsample(picture), expected)
    inner = upsample(torch.ones(1, 1, 6, 6))[..., 2:-2, 2:-2]
    assert torch.allclose(inner, torch.ones_like(inner))  # a flat picture stays as bright


def test_modulated_convolution_equals_one_weight_for_each_picture() -> None:
    conv = ModulatedConv(5, 4, 3, width=6).double()
    features, code = random(3, 5, 8, 8), random(3, 6, seed=1)
    for number, weight in enumerate(modulated_one_by_one(conv, features, code)):
        expected = functional.conv2d(features[number : number + 1], weight, padding=1)
        assert torch.allclose(conv(features, code)[number : number + 1], expected)


def test_convolution_up_equals_transposed_convolution_and_blur_of_each_picture() -> None:
    conv = ModulatedConv(5, 4, 3, width=6).double()
    features, code = random(2, 5, 4, 4), random(2, 6, seed=1)
    whole = conv.demodulated(features, code, up=True)
    assert whole.shape == (2, 4, 8, 8)
    for number, weight in enumerate(modulated_one_by_one(conv, features, code)):
        grown = functional.conv_transpose2d(
            features[number : number + 1], weight.transpose(0, 1), stride=2
        )
        expected = filtered(grown, 1, 1, 4 * KERNEL)
        assert torch.allclose(whole[number : number + 1], expected, atol=1e-5)  # blur is float32


def test_demodulation_keeps_the_variance_whatever_the_code() -> None:
    conv = ModulatedConv(64, 64, 3, width=8).double()
    features = random(4, 64, 16, 16)
    for strength in (0.1, 10.0):
        out = conv(features, strength * random(4, 8, seed=2))[:, :, 1:-1, 1:-1]
        assert out.std().item() == pytest.approx(1, abs=0.1)


def test_the_learning_rate_of_a_layer_changes_nothing_at_the_start() -> None:
    features = torch.randn(200, 50, generator=rng())
    for rate in (1.0, 0.01):
        layer = EqualLinear(50, 60, bias=0.0, rate=rate)
        draw_weights(layer, rng(1))
        assert layer.weight.std().item() == pytest.approx(1 / rate, rel=0.05)
        assert layer(features).std().item() == pytest.approx(1, abs=0.1)


def test_noise_starts_silent_and_is_constant_without_a_generator() -> None:
    noise, features = Noise(4), torch.zeros(2, 3, 4, 4)
    noise.constant.fill_(2.0)
    assert torch.equal(noise(features, rng()), features)
    noise.strength.data.fill_(0.5)
    assert torch.equal(noise(features, None), features + 1)
    drawn = noise(features, rng())
    assert torch.equal(drawn, noise(features, rng()))
    assert not torch.equal(drawn, noise(features, rng(1)))
    assert torch.equal(drawn[:, 0], drawn[:, 2]) and not torch.equal(drawn[0], drawn[1])


def test_rectifier_and_length() -> None:
    values = torch.tensor([-1.0, 0.0, 2.0])
    assert torch.allclose(rectify(values), math.sqrt(2) * torch.tensor([-0.2, 0.0, 2.0]))
    codes = normalise_length(torch.tensor([[3.0, 4.0], [0.0, 0.0]]))
    assert codes.square().mean(1).tolist() == pytest.approx([1.0, 0.0])


def test_drawing_weights_depends_on_the_generator_alone() -> None:
    first, again, other = (ModulatedConv(2, 3, 3, 4) for _ in range(3))
    for network, seed in ((first, 0), (again, 0), (other, 1)):
        draw_weights(network, rng(seed))
    assert torch.equal(first.weight, again.weight) and not torch.equal(first.weight, other.weight)
    assert torch.equal(first.modulation.bias, torch.ones(2))
