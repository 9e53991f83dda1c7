"""New objects for a batch, made of those it has: photo and drawings change alike.

A few hundred photos are soon known by heart. Where the parts of a chair are stretched in the photo
and in its drawings, or its lower half is that of another chair in both, what must be told apart is
new at every step, and it is told apart by its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchapp.data.dataset import Lines
from sketchapp.models.filling import object_ends
from sketchapp.training.recipe import NewObjects

KNOTS = (0.3, 0.7)  # where a stretched object is divided, in shares of its extent
ENDS = (0.15, 0.85)  # where that place may lie after stretching
CUTS = (0.35, 0.65)  # where the picture of a composed object is divided


@dataclass(frozen=True, eq=False)
class Reshaping:
    """How an object is stretched: along each axis, what lies at `before` comes to lie at `after`.

    Both (2,) as x, y in shares of the object's extent; aspect (2,) multiplies the extent.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    aspect: NDArray[np.float64]


def draw_reshapings(
    count: int, amount: NewObjects, rng: np.random.Generator
) -> list[Reshaping | None]:
    """For each of `count` objects how it is stretched, or None for as it is."""
    return [
        _draw_reshaping(amount, rng) if rng.random() < amount.reshaped else None
        for _ in range(count)
    ]


def _draw_reshaping(amount: NewObjects, rng: np.random.Generator) -> Reshaping:
    before = rng.uniform(*KNOTS, 2)
    after = np.clip(before + amount.knot * rng.standard_normal(2), *ENDS)
    return Reshaping(before, after, np.exp(amount.aspect * rng.standard_normal(2)))


def reshaped_lines(lines: Lines, whole: Lines, reshaping: Reshaping) -> Lines:
    """The lines of a drawing, or of a part of one, stretched as the extent of the whole is."""
    low = whole.points.min(0)
    extent = np.maximum(np.ptp(whole.points, axis=0), 1e-9)
    places = _bent((lines.points - low) / extent, reshaping.before, reshaping.after)
    return replace(lines, points=places * extent * reshaping.aspect)


def reshaped_photo(photo: Tensor, reshaping: Reshaping) -> Tensor:
    """A photo (3, H, H) with its object stretched; its longer side and middle stay.

    A photo without an object on white stays as it is.
    """
    low, high = (end[0].double().numpy() for end in object_ends(photo[None]))  # (2,) in -1..1
    middle, extent = (low + high) / 2, high - low
    grown = extent * reshaping.aspect
    grown *= extent.max() / grown.max()
    pixel = (2 * np.arange(photo.shape[-1]) + 1) / photo.shape[-1] - 1  # (H,)
    seen = (pixel[:, None] - middle) / grown + 0.5  # (H, 2) in shares of the stretched object
    source = np.where((seen < 0) | (seen > 1), seen, _bent(seen, reshaping.after, reshaping.before))
    x, y = torch.from_numpy((low + source * extent).astype(np.float32)).unbind(1)
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=2)[None]  # (1, H, H, 2)
    moved = torch.nn.functional.grid_sample(photo[None] - 1, grid, align_corners=False)
    return moved[0] + 1


def _bent(
    places: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Places (T, 2) in 0..1, so that on each axis `before` (2,) comes to `after`; ends stay."""
    first = places * (after / before)
    second = after + (places - before) * ((1 - after) / (1 - before))
    return np.where(places < before, first, second)


def compose(
    sketches: Tensor,
    photos: Tensor,
    drawn: Sequence[tuple[int, int]],
    share: float,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    """Sketches (A, 3, H, W) and photos (B, 3, H, W), of which a share gets a side of another one.

    drawn has for each sketch the place of its photo, and its level. Photo and sketches are cut at
    the same line; the other side is that of another photo of the batch and of a sketch of it at
    the same level. A photo of which this cannot be had stays whole.
    """
    new_sketches, new_photos = sketches.clone(), photos.clone()
    if len(photos) < 2:
        return new_sketches, new_photos
    by_photo = _by_photo(drawn)
    for place in rng.permutation(len(photos))[: round(share * len(photos))]:
        other = int(rng.integers(len(photos) - 1))
        other += other >= place
        taken = _side(photos.shape[-1], rng)
        partners = [
            (sketch, [theirs for theirs, same in by_photo.get(other, ()) if same == level])
            for sketch, level in by_photo.get(int(place), ())
        ]
        if not all(found for _, found in partners):
            continue
        new_photos[place] = torch.where(taken, photos[other], photos[place])
        for sketch, found in partners:
            chosen = found[int(rng.integers(len(found)))]
            new_sketches[sketch] = torch.where(taken, sketches[chosen], sketches[sketch])
    return new_sketches, new_photos


def _by_photo(drawn: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The sketches of each photo, with their levels."""
    found: dict[int, list[tuple[int, int]]] = {}
    for sketch, (photo, level) in enumerate(drawn):
        found.setdefault(photo, []).append((sketch, level))
    return found


def _side(size_px: int, rng: np.random.Generator) -> Tensor:
    """One side (H, H) of a straight cut through a picture."""
    cut = round(size_px * rng.uniform(*CUTS))
    side = torch.zeros(size_px, size_px, dtype=torch.bool)
    side[:cut] = True
    side = side.T if rng.random() < 0.5 else side
    return side if rng.random() < 0.5 else ~side
