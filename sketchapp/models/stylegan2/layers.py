"""Layers of StyleGAN2 (Karras et al. 2020, arXiv 1912.04958), in plain torch operations.

Every weight is drawn from a unit Gaussian and scaled where it is used, so that one learning rate
fits all layers ("equalised learning rate", Karras et al. 2018, arXiv 1710.10196, section 4.1).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

BLUR = (1.0, 3.0, 3.0, 1.0)  # of a resized picture, along each axis
SLOPE = 0.2  # of the leaky rectifier under zero
GAIN = math.sqrt(2)  # keeps the variance behind the rectifier
TINY = 1e-8  # under every root


class Drawn(nn.Module):
    """A layer with a `weight` that starts as Gaussian noise of deviation `spread`."""

    weight: nn.Parameter
    spread: float = 1.0


def draw_weights(network: nn.Module, rng: torch.Generator) -> None:
    """Draw every weight of a network anew, so that it depends on this generator alone."""
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, Drawn):
                layer.weight.normal_(0, layer.spread, generator=rng)


def rectify(features: Tensor) -> Tensor:
    """The leaky rectifier, with the gain that keeps the variance."""
    return functional.leaky_relu(features, SLOPE) * GAIN


def normalise_length(codes: Tensor) -> Tensor:
    """Vectors (B, D) with a mean square of one."""
    return codes * torch.rsqrt(codes.square().mean(1, keepdim=True) + TINY)


class EqualLinear(Drawn):
    """(B, n_in) to (B, n_out); `rate` slows the layer down against the others."""

    def __init__(self, n_in: int, n_out: int, bias: float = 0.0, rate: float = 1.0) -> None:
        super().__init__()
        self.spread, self.rate, self.scale = 1 / rate, rate, rate / math.sqrt(n_in)
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / rate)
        self.bias = nn.Parameter(torch.full((n_out,), bias))

    def forward(self, features: Tensor) -> Tensor:
        return functional.linear(features, self.weight * self.scale, self.bias * self.rate)


class EqualConv(Drawn):
    """(B, n_in, h, w) to (B, n_out, h, w), without a bias."""

    def __init__(self, n_in: int, n_out: int, size: int) -> None:
        super().__init__()
        self.scale = 1 / math.sqrt(n_in * size**2)
        self.weight = nn.Parameter(torch.randn(n_out, n_in, size, size))

    def forward(self, features: Tensor) -> Tensor:
        return functional.conv2d(features, self.weight * self.scale, padding="same")


class ModulatedConv(Drawn):
    """A convolution whose input channels a latent code scales (section 2.2, equations 1 and 3).

    The scales are put on the features before, and taken out again behind (demodulation): this
    equals one set of weights for every picture of the batch, and is far faster.
    """

    def __init__(self, n_in: int, n_out: int, size: int, width: int) -> None:
        super().__init__()
        self.scale = 1 / math.sqrt(n_in * size**2)
        self.weight = nn.Parameter(torch.randn(n_out, n_in, size, size))
        self.modulation = EqualLinear(width, n_in, bias=1.0)

    def forward(self, features: Tensor, code: Tensor) -> Tensor:
        """Features (B, n_in, h, w) and a code (B, D) to (B, n_out, h, w)."""
        return self.demodulated(features, code, up=False)

    def demodulated(self, features: Tensor, code: Tensor, up: bool) -> Tensor:
        """The same, with `up` at twice the size."""
        style, weight = self.modulation(code), self.weight * self.scale  # (B, n_in), (o, i, k, k)
        power = style.square() @ weight.square().sum((2, 3)).T  # (B, n_out)
        scaled = features * style[:, :, None, None]
        out = convolve_up(scaled, weight) if up else functional.conv2d(scaled, weight, padding=1)
        return out * torch.rsqrt(power + TINY)[:, :, None, None]

    def plain(self, features: Tensor, code: Tensor) -> Tensor:
        """Modulated only, as the layers that give colours are; size must be 1."""
        scaled = features * self.modulation(code)[:, :, None, None]
        return functional.conv2d(scaled, self.weight * self.scale)


class Noise(nn.Module):
    """Adds one plane of noise to all channels, with a learned strength that starts at zero."""

    constant: Tensor

    def __init__(self, size_px: int) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.zeros(1))
        self.register_buffer("constant", torch.zeros(1, 1, size_px, size_px))

    def forward(self, features: Tensor, rng: torch.Generator | None) -> Tensor:
        """Noise is drawn from rng; without one it is the constant plane that is saved."""
        if rng is None:
            return features + self.strength * self.constant
        shape = (len(features), 1, *features.shape[2:])
        plane = torch.randn(shape, generator=rng, device=rng.device)
        return features + self.strength * plane.to(features.device)


def blur(features: Tensor, padding: int, gain: float = 1.0, stride: int = 1) -> Tensor:
    """Every channel smoothed by BLUR x BLUR; h becomes (h + 2 padding - 4) // stride + 1.

    Always in float32: on processors, the gradient of this operation in bfloat16 is slow.
    """
    with torch.autocast(features.device.type, enabled=False):
        whole = features.float()
        kernel = _kernel(whole, gain)
        return functional.conv2d(
            whole, kernel, stride=stride, padding=padding, groups=features.shape[1]
        )


def upsample(pictures: Tensor) -> Tensor:
    """(B, C, h, w) to (B, C, 2h, 2w): zeros between the pixels, then the blur."""
    kernel = _kernel(pictures, 4.0)
    return functional.conv_transpose2d(
        pictures, kernel, stride=2, padding=1, groups=pictures.shape[1]
    )


def convolve_up(features: Tensor, weight: Tensor) -> Tensor:
    """(B, i, h, w) by weight (o, i, 3, 3) to (B, o, 2h, 2w), smoothed behind."""
    return blur(functional.conv_transpose2d(features, weight.transpose(0, 1), stride=2), 1, 4.0)


def _kernel(features: Tensor, gain: float) -> Tensor:
    line = torch.tensor(BLUR, device=features.device, dtype=features.dtype)
    kernel = line[:, None] * line * (gain / sum(BLUR) ** 2)  # (4, 4)
    return kernel.expand(features.shape[1], 1, 4, 4)
