"""`PhotoGenerator`: from a sketch and a seed to a photo; and the one that is built on StyleGAN2."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import file_hash
from sketchapp.models.sketch_to_photo.code import SketchCode
from sketchapp.models.sketch_to_photo.network import SketchToPhoto, load_sketch_to_photo
from sketchapp.sketch import RasterStyle, Sketch
from sketchapp.sketch.emphasis import Emphasis, emphasised_ink

LARGEST_SEED = 2**31 - 1
MOST_VARIANTS = 16  # of one call
TIMED = 5  # photos whose median time is the cost
PLAIN = Emphasis()


@dataclass(frozen=True)
class GenerationCost:
    """parameters of all networks; seconds of one photo on this machine, a median of TIMED."""

    parameters: int
    seconds: float


@dataclass(frozen=True, eq=False)
class GeneratedPhoto:
    """A photo (3, M, M) in 0..1 and what it was made from.

    rows (L, D) are the latent rows that were used; None where the model has none. category is
    empty where all photos are of one kind.
    """

    photo: Tensor
    seed: int
    category: str
    rows: Tensor | None


class PhotoGenerator(Protocol):
    """Anything that makes photos of sketches; drawing and framing the sketch belongs to it.

    size_px is M. The same sketch, seed, category and emphasis give the same photo; another seed
    another photo of the same structure. Without a category the generator guesses it. id changes
    whenever the weights do. Blank paper gives a photo too. Raises CheckpointError for a category or
    a seed that is not possible.
    """

    id: str
    size_px: int
    categories: tuple[str, ...]

    def generate(
        self,
        sketch: Sketch,
        seed: int,
        category: str | None = None,
        emphasis: Emphasis = PLAIN,
    ) -> GeneratedPhoto: ...

    def variants(
        self, sketch: Sketch, seeds: Sequence[int], category: str | None = None
    ) -> tuple[GeneratedPhoto, ...]: ...

    def cost(self) -> GenerationCost: ...


class PictureGenerator(PhotoGenerator, Protocol):
    """A generator that takes pictures of sketches as well, many at a time.

    photos_of makes photos (B, 3, M, M) in 0..1 of pictures (B, 3, H, H) in `style`, all of one
    seed, each as if it were alone. thickest and faintest are those of CodedGenerator.
    """

    style: RasterStyle
    thickest: float
    faintest: float

    def photos_of(self, images: Tensor, seed: int, /) -> Tensor: ...


class CodedGenerator(PhotoGenerator, Protocol):
    """A generator whose codes can be asked: what influence and refinement need.

    encode takes pictures (B, 3, H, H) in `style`, and is differentiable, as decode_code is, which
    gives photos (B, 3, M, M), not clamped. thickest and faintest bound an emphasis to what training
    has seen.
    """

    style: RasterStyle
    thickest: float
    faintest: float

    def encode(self, images: Tensor, /) -> SketchCode: ...

    def category_of(self, code: SketchCode, category: str | None, /) -> str: ...

    def decode_code(self, code: SketchCode, seed: int, category: str, /) -> Tensor: ...


class StylePhotoGenerator:
    """The sketch-to-photo network as a CodedGenerator and a PictureGenerator."""

    def __init__(self, network: SketchToPhoto, id: str = "untrained") -> None:
        self.network, self.id = network, id
        self.size_px = network.generator.config.size_px
        self.categories = network.categories
        self.style = network.config.style
        self.thickest, self.faintest = network.config.thickest, network.config.faintest

    def generate(
        self,
        sketch: Sketch,
        seed: int,
        category: str | None = None,
        emphasis: Emphasis = PLAIN,
    ) -> GeneratedPhoto:
        """One photo, see PhotoGenerator."""
        with torch.no_grad():
            code = self.encode(images_of(sketch, self.style, emphasis))
            return self._photo(code, seed, self.category_of(code, category))

    def variants(
        self, sketch: Sketch, seeds: Sequence[int], category: str | None = None
    ) -> tuple[GeneratedPhoto, ...]:
        """A photo for every seed, MOST_VARIANTS at most; the sketch is encoded once."""
        check_variants(seeds)
        with torch.no_grad():
            code = self.encode(images_of(sketch, self.style))
            name = self.category_of(code, category)
            return tuple(self._photo(code, seed, name) for seed in seeds)

    def cost(self) -> GenerationCost:
        """Measured now, on a sketch of one line."""
        return measured_cost(self, self.network)

    def encode(self, images: Tensor, /) -> SketchCode:
        """Pictures (B, 3, H, H) in `style` to codes."""
        return self.network.encode(images)

    def category_of(self, code: SketchCode, category: str | None, /) -> str:
        """The category that is meant, or the likeliest for the first sketch of a code."""
        if category is None:
            if not self.categories:
                return ""
            return self.categories[int(code.category_logits[0].argmax())]
        if category not in self.categories:
            there = ", ".join(self.categories) or "one kind only; give no category"
            raise CheckpointError(f"photos of {category!r} are not possible; there are: {there}")
        return category

    def decode_code(self, code: SketchCode, seed: int, category: str, /) -> Tensor:
        """Photos (B, 3, M, M) of codes, all in the style of this seed."""
        return self.network.decode(code, self._style(len(code.rows), seed, category))

    def decode_guessed(self, code: SketchCode, seed: int) -> Tensor:
        """The same, each of the category that its own code is likeliest of."""
        labels = code.category_logits.argmax(1) if self.categories else None
        return self.network.decode(code, self._styles(len(code.rows), seed, labels))

    def photos_of(self, images: Tensor, seed: int, /) -> Tensor:
        """Photos (B, 3, M, M) in 0..1 of pictures (B, 3, H, H), of the category each looks like."""
        return self.decode_guessed(self.encode(images), seed).clamp(0, 1)

    def _photo(self, code: SketchCode, seed: int, category: str) -> GeneratedPhoto:
        style = self._style(1, seed, category)
        photo = self.network.decode(code, style)[0].clamp(0, 1)
        return GeneratedPhoto(photo, seed, category, self.network.all_rows(code, style)[0])

    def _style(self, count: int, seed: int, category: str) -> Tensor:
        """(count, D), the same for all."""
        label = torch.tensor([self.categories.index(category)]) if self.categories else None
        return self._styles(1, seed, label).expand(count, -1)

    def _styles(self, count: int, seed: int, labels: Tensor | None) -> Tensor:
        """(count, D), of one z, each of its category's number, (count,)."""
        check_seed(seed)
        rng = torch.Generator().manual_seed(seed)
        z = torch.randn(1, self.network.generator.width, generator=rng)
        return self.network.style(z.expand(count, -1), labels)


def check_seed(seed: int) -> None:
    """CheckpointError where nothing can be drawn from this seed."""
    if not 0 <= seed <= LARGEST_SEED:
        raise CheckpointError(f"seed {seed}; 0 to {LARGEST_SEED} are allowed")


def check_variants(seeds: Sequence[int]) -> None:
    """CheckpointError where one call cannot make so many photos."""
    if not 1 <= len(seeds) <= MOST_VARIANTS:
        raise CheckpointError(f"{len(seeds)} seeds; 1 to {MOST_VARIANTS} are allowed")


def measured_cost(generator: PhotoGenerator, network: nn.Module) -> GenerationCost:
    """Of a generator with one network, on a sketch of one line."""
    line = Sketch.from_polylines([np.array([[0.2, 0.2], [0.8, 0.8]])])
    seconds = []
    for seed in range(TIMED):
        before = time.perf_counter()
        generator.generate(line, seed)
        seconds.append(time.perf_counter() - before)
    parameters = sum(each.numel() for each in network.parameters())
    return GenerationCost(parameters, float(np.median(seconds)))


def images_of(sketch: Sketch, style: RasterStyle, emphasis: Emphasis = PLAIN) -> Tensor:
    """A sketch as a generator sees it, (1, 3, H, H), black on white; blank for no stroke."""
    ink = torch.from_numpy(emphasised_ink(sketch, style, emphasis)).float()
    return (1 - ink).expand(1, 3, -1, -1)


def load_photo_generator(path: Path) -> StylePhotoGenerator:
    """A generator of photos from its weights; CheckpointError where they are none."""
    return StylePhotoGenerator(load_sketch_to_photo(path), file_hash(path))
