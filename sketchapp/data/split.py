"""Seeded splits by photo, for layouts that have none of their own."""

from __future__ import annotations

import hashlib

from sketchapp.data.dataset import Dataset, Split

VAL_SHARE = 0.1


def position(photo_id: str, seed: int = 0) -> float:
    """A number in 0..1 that depends on nothing but the photo id and the seed."""
    digest = hashlib.sha256(f"{seed}:{photo_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def seeded_split(dataset: Dataset, split: Split, seed: int = 0) -> Dataset:
    """`val` is a tenth of the photos, chosen by hash; `train` the rest; otherwise everything."""
    if split in ("all", "test"):
        return dataset
    wants_val = split == "val"
    chosen = [
        photo.id for photo in dataset.photos if (position(photo.id, seed) < VAL_SHARE) == wants_val
    ]
    return dataset.only(chosen)


def folds_by_photo(photo_ids: list[str], n_folds: int, seed: int = 0) -> list[list[str]]:
    """Photo ids in n_folds lists whose lengths differ by one at most, chosen by hash."""
    ordered = sorted(photo_ids, key=lambda photo_id: (position(photo_id, seed), photo_id))
    return [sorted(ordered[fold::n_folds]) for fold in range(n_folds)]
