"""Seeded splits by photo, for layouts that have none of their own."""

from __future__ import annotations

import hashlib

from sketchapp.data.dataset import Dataset, Split

VAL_SHARE = 0.1


def position(photo_id: str, seed: int = 0) -> float:
    """A number in 0..1 that depends on nothing but the photo id and the seed."""
    digest = hashlib.sha256(f"{seed}:{photo_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def is_in_split(item_id: str, split: Split, seed: int = 0) -> bool:
    """`val` is a tenth of the items, chosen by hash; `train` the rest; otherwise everything.

    `test` is everything too: so is read a folder that has only test items in it.
    """
    if split in ("all", "test"):
        return True
    return (position(item_id, seed) < VAL_SHARE) == (split == "val")


def seeded_split(dataset: Dataset, split: Split, seed: int = 0) -> Dataset:
    """The photos of a split by `is_in_split`, and the sketches of them."""
    if split in ("all", "test"):
        return dataset
    return dataset.only(p.id for p in dataset.photos if is_in_split(p.id, split, seed))


def folds_by_photo(photo_ids: list[str], n_folds: int, seed: int = 0) -> list[list[str]]:
    """Photo ids in n_folds lists whose lengths differ by one at most, chosen by hash."""
    ordered = sorted(photo_ids, key=lambda photo_id: (position(photo_id, seed), photo_id))
    return [sorted(ordered[fold::n_folds]) for fold in range(n_folds)]
