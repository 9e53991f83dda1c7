"""The photos a generator is trained on, and which of them meet in a step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchapp.data.dataset import Dataset
from sketchapp.errors import DatasetError
from sketchapp.models.photos import read_photo


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Photos (N, 3, M, M) as bytes, and the category (N,) of each among `names`."""

    photos: Tensor
    categories: Tensor
    names: tuple[str, ...]

    @classmethod
    def of(cls, datasets: Iterable[Dataset], wanted: Sequence[str], size_px: int) -> PhotoSet:
        """The photos of these categories, or of all where none is wanted.

        Raises DatasetError where a wanted category has no photo, or there is none at all.
        """
        found = [photo for dataset in datasets for photo in dataset.photos]
        there = sorted({photo.category for photo in found})
        missing = sorted(set(wanted) - set(there))
        if missing or not found:
            raise DatasetError(
                f"no photos of {', '.join(missing) or 'anything'};"
                f" there are: {', '.join(there) or 'none'}"
            )
        names = tuple(sorted(set(wanted)) or there)
        chosen = [photo for photo in found if photo.category in names]
        pixels = [(read_photo(photo.path, size_px) * 255).round().byte() for photo in chosen]
        categories = torch.tensor([names.index(photo.category) for photo in chosen])
        return cls(torch.stack(pixels), categories, names)

    def __len__(self) -> int:
        return len(self.photos)

    def mark(self) -> str:
        """Changes with any pixel, category or name."""
        digest = hashlib.sha256(repr(self.names).encode())
        digest.update(self.photos.numpy().tobytes())
        digest.update(self.categories.numpy().tobytes())
        return digest.hexdigest()[:16]

    def pick(self, count: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Photos (count, 3, M, M) in 0..1 and their categories (count,), each at random."""
        at = torch.randint(len(self), (count,), generator=rng)
        return self.photos[at].float() / 255, self.categories[at]

    def pick_categories(self, count: int, rng: torch.Generator) -> Tensor:
        """Categories (count,), as often as there are photos of them."""
        return self.categories[torch.randint(len(self), (count,), generator=rng)]
