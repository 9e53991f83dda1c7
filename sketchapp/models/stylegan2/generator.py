"""The generator: noise to latent codes, latent codes to photos."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config, read_tensors, write_checkpoint
from sketchapp.models.stylegan2.layers import (
    Drawn,
    EqualLinear,
    ModulatedConv,
    Noise,
    draw_weights,
    normalise_length,
    rectify,
    upsample,
)

SMALLEST_PX, LARGEST_PX = 8, 1024
MAPPING_RATE = 0.01  # of the mapping network's layers, against all others


@dataclass(frozen=True)
class GeneratorConfig:
    """What must be known to rebuild a generator from its weights.

    size_px: M, a power of two. width: D of a latent code. A layer at s x s pixels has
    channel_base / s channels, and never over channel_max. With categories, a photo is made of one.
    Raises CheckpointError where no such generator can be.
    """

    size_px: int = 256
    width: int = 512
    channel_base: int = 32768
    channel_max: int = 512
    categories: tuple[str, ...] = ()
    mapping_layers: int = 8

    def __post_init__(self) -> None:
        if self.size_px not in {2**n for n in range(3, 11)}:
            raise CheckpointError(
                f"a generator of {self.size_px} px is not possible; give a power of two from"
                f" {SMALLEST_PX} to {LARGEST_PX}"
            )
        if min(self.width, self.channel_base // self.size_px, self.mapping_layers) < 1:
            raise CheckpointError(f"a generator needs at least one of everything, not {self}")

    @property
    def rows(self) -> int:
        """L = 2 log2(M) - 2 (section 3 of the abstraction paper)."""
        return 2 * int(math.log2(self.size_px)) - 2

    @property
    def sizes_px(self) -> list[int]:
        """Of the feature maps, 4 to M."""
        return [2**n for n in range(2, int(math.log2(self.size_px)) + 1)]

    def channels(self, size_px: int) -> int:
        """Of the layers with feature maps of this size."""
        return min(self.channel_max, self.channel_base // size_px)


class MappingNetwork(nn.Module):
    """f: z (B, D) of a Gaussian to w (B, D), by layers that learn slowly.

    A category comes in as a learned vector, brought to the length of z and put beside it.
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.embedding = Embedding(len(config.categories), config.width)  # empty without any
        first = 2 * config.width if config.categories else config.width
        widths = [first, *[config.width] * config.mapping_layers]
        self.layers = nn.ModuleList(
            EqualLinear(widths[i], widths[i + 1], rate=MAPPING_RATE)
            for i in range(config.mapping_layers)
        )

    def forward(self, z: Tensor, category: Tensor | None) -> Tensor:
        features = normalise_length(z)
        if category is not None:
            beside = normalise_length(self.embedding(category))
            features = torch.cat([features, beside], 1)  # (B, 2 D)
        for layer in self.layers:
            features = rectify(layer(features))
        return features


class Embedding(Drawn):
    """A learned vector (D,) for each of `count` categories."""

    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(count, width))

    def forward(self, category: Tensor) -> Tensor:
        return self.weight[category]


class Start(Drawn):
    """The learned picture (1, C, 4, 4) that every photo grows from."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, channels, 4, 4))

    def forward(self, count: int) -> Tensor:
        return self.weight.expand(count, -1, -1, -1)


class StyledConv(nn.Module):
    """A modulated convolution, noise, a bias and the rectifier: one row of the code."""

    def __init__(self, n_in: int, size_px: int, config: GeneratorConfig, up: bool) -> None:
        super().__init__()
        n_out = config.channels(size_px)
        self.up = up
        self.conv = ModulatedConv(n_in, n_out, 3, config.width)
        self.noise = Noise(size_px)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, features: Tensor, code: Tensor, rng: torch.Generator | None) -> Tensor:
        features = self.noise(self.conv.demodulated(features, code, self.up), rng)
        return rectify(features + self.bias[:, None, None])


class ToRGB(nn.Module):
    """Features (B, C, h, w) and a code (B, D) to colours (B, 3, h, w), nominally in -1..1."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.conv = ModulatedConv(channels, 3, 1, width)
        self.bias = nn.Parameter(torch.zeros(3))

    def forward(self, features: Tensor, code: Tensor) -> Tensor:
        return self.conv.plain(features, code) + self.bias[:, None, None]


class Block(nn.Module):
    """From s / 2 to s pixels: two convolutions, then colours that are added to those so far."""

    def __init__(self, size_px: int, config: GeneratorConfig) -> None:
        super().__init__()
        channels = config.channels(size_px)
        self.first = StyledConv(config.channels(size_px // 2), size_px, config, up=True)
        self.second = StyledConv(channels, size_px, config, up=False)
        self.colours = ToRGB(channels, config.width)


class SynthesisNetwork(nn.Module):
    """G: codes (B, L, D) to photos, by "skip" outputs (section 4.1 and figure 7b).

    Row 1 is that of the first convolution; the colours of one size share their row with the first
    convolution of the next, the last row is that of the last colours.
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        smallest, *larger = config.sizes_px
        self.start = Start(config.channels(smallest))
        self.first = StyledConv(config.channels(smallest), smallest, config, up=False)
        self.first_colours = ToRGB(config.channels(smallest), config.width)
        self.blocks = nn.ModuleList(Block(size, config) for size in larger)

    def forward(
        self, codes: Tensor, rng: torch.Generator | None, added: Mapping[int, Tensor] | None = None
    ) -> Tensor:
        """added (B, C, s, s) by its size s joins the features of that size, where there is some."""
        added = added or {}
        features = self.first(self.start(len(codes)), codes[:, 0], rng)
        picture = self.first_colours(features, codes[:, 1]).float()
        for number, block in enumerate(self.blocks):
            if not isinstance(block, Block):
                raise TypeError(f"block {number} is a {type(block).__name__}")
            row = 2 * number + 1
            features = block.first(features, codes[:, row], rng)
            if features.shape[-1] in added:
                features = features + added[features.shape[-1]]
            features = block.second(features, codes[:, row + 1], rng)
            picture = upsample(picture) + block.colours(features, codes[:, row + 2]).float()
        return picture


class Generator(nn.Module):
    """Mapping and synthesis, and the mean latent code (D,) that training keeps track of."""

    mean_latent: Tensor

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config, self.rows, self.width = config, config.rows, config.width
        self.mapping = MappingNetwork(config)
        self.synthesis = SynthesisNetwork(config)
        self.register_buffer("mean_latent", torch.zeros(config.width))

    def map(self, z: Tensor, category: Tensor | None = None) -> Tensor:
        """f: Gaussian z (B, D), and categories (B,) where the generator has some, to w (B, D)."""
        if (category is not None) != bool(self.config.categories):
            raise CheckpointError(
                f"this generator makes photos of {list(self.config.categories) or 'one kind'};"
                " give a category for each photo where it has some, and none where it has none"
            )
        return self.mapping(z, category)

    def codes(self, w: Tensor) -> Tensor:
        """The same w (B, D) in every row: (B, L, D)."""
        return w[:, None].expand(-1, self.rows, -1)

    def truncate(self, w: Tensor, share: float) -> Tensor:
        """Drawn towards the mean latent, which is what share 0 leaves."""
        return torch.lerp(self.mean_latent, w, share)

    def synthesise(
        self,
        codes: Tensor,
        noise: torch.Generator | None = None,
        added: Mapping[int, Tensor] | None = None,
    ) -> Tensor:
        """Codes (B, L, D) to photos (B, 3, M, M) in 0..1, a little beyond where it oversteps.

        Nothing is cut off, so that gradients never vanish: clamp what is shown. Without `noise`,
        the planes of noise are those saved with the weights. added has maps (B, C, s, s), by their
        size s, of what joins the features of that size.
        """
        if codes.shape[1:] != (self.rows, self.width):
            raise CheckpointError(
                f"codes of shape {tuple(codes.shape)} do not fit; this generator takes"
                f" (B, {self.rows}, {self.width})"
            )
        return (self.synthesis(codes, noise, added) + 1) / 2

    def save(self, path: Path, notes: dict) -> None:
        """Write the weights in fp16 with the configuration and `notes` (recipe, figures)."""
        tensors = {name: tensor.half() for name, tensor in self.state_dict().items()}
        write_checkpoint(path, tensors, {"generator": asdict(self.config), **notes})


def new_generator(config: GeneratorConfig, rng: torch.Generator) -> Generator:
    """A generator whose weights, and constant planes of noise, are drawn from rng."""
    generator = Generator(config)
    draw_weights(generator, rng)
    for layer in generator.modules():
        if isinstance(layer, Noise):
            layer.constant.normal_(generator=rng)
    return generator


def load_generator(path: Path) -> Generator:
    """A generator ready for use: frozen, in eval mode, float32.

    Raises CheckpointError where the file is missing or holds something else.
    """
    config = read_config(path).get("generator")
    if not isinstance(config, dict):
        raise CheckpointError(f"{path} holds no generator")
    try:
        config = {**config, "categories": tuple(config.get("categories", ()))}
        generator = Generator(GeneratorConfig(**config))
        generator.load_state_dict({k: v.float() for k, v in read_tensors(path).items()})
    except (TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} does not fit this version: {error}") from error
    return generator.eval().requires_grad_(False)
