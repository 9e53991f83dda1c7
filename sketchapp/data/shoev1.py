"""QMUL-ShoeV1: photo/NNN.jpg and raster sketches sketch/NNN-k.png, one drawing per person."""

from __future__ import annotations

from pathlib import Path

from sketchapp.data.centre_lines import lines_of_picture
from sketchapp.data.dataset import Dataset, DatasetPhoto, Pair, Split
from sketchapp.data.files import PHOTO_SUFFIXES, files_in, photos_in
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError


def load_shoev1(folder: Path, split: Split = "all") -> Dataset:
    """The dataset in `folder`; without a split of its own it means all, see `seeded_split`.

    Its few sketches are thinned once and kept: training asks for them again and again.
    """
    if not (folder / "photo").is_dir() or not (folder / "sketch").is_dir():
        raise _not_found(folder)
    photos = photos_in(folder / "photo", "shoev1")
    sketches = [path for path in files_in(folder / "sketch", PHOTO_SUFFIXES) if "-" in path.stem]
    if not photos or not sketches:
        raise _not_found(folder)
    pairs = tuple(
        Pair(path.stem, path.stem.rpartition("-")[0], lines_of_picture(path)) for path in sketches
    )
    shoes = tuple(DatasetPhoto(name, path, "shoe") for name, path in photos.items())
    return seeded_split(Dataset("shoev1", shoes, pairs), split)


def _not_found(folder: Path) -> DatasetError:
    return DatasetError(f"shoev1: {folder} needs photo/NNN.jpg and sketch/NNN-k.png")
