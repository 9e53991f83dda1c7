"""QMUL-ShoeV1: photo/NNN.jpg and raster sketches sketch/NNN-k.png, one drawing per person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.filters import threshold_otsu
from skimage.morphology import skeletonize

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError
from sketchapp.sketch.raster import Segments

# each neighbour once: east, south-west, south, south-east as (row, column) steps
NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))


def load_shoev1(folder: Path, split: Split = "all") -> Dataset:
    """The dataset in `folder`; without a split of its own it means all, see `seeded_split`."""
    photo_paths = sorted((folder / "photo").glob("*.jpg"))
    sketch_paths = sorted((folder / "sketch").glob("*-*.png"))
    if not photo_paths or not sketch_paths:
        raise DatasetError(f"shoev1: {folder} needs photo/NNN.jpg and sketch/NNN-k.png")
    photos = tuple(DatasetPhoto(path.stem, path, "shoe") for path in photo_paths)
    pairs = tuple(
        Pair(path.stem, path.stem.rpartition("-")[0], lines_of_picture(path))
        for path in sketch_paths
    )
    return seeded_split(Dataset("shoev1", photos, pairs), split)


def lines_of_picture(path: Path) -> Lines:
    """A drawing thinned to lines one pixel wide, so that the rasteriser gives it its thickness.

    Darkness of the ink varies a lot between people, so the threshold is the picture's own (Otsu).
    """
    try:
        with Image.open(path) as image:
            grey = np.asarray(image.convert("L"), np.float64) / 255
        return lines_of_ink(gaussian_filter(1 - grey, 0.7))
    except (OSError, DatasetError) as error:
        raise DatasetError(f"shoev1: {path.name} is no sketch: {error}") from error


def lines_of_ink(ink: np.ndarray) -> Lines:
    """The skeleton of an ink picture (h, w): its pixels are points, its neighbours segments."""
    if np.ptp(ink) < 0.05:
        raise DatasetError("a sketch picture holds no ink")
    thin = skeletonize(ink > threshold_otsu(ink))
    number = np.full(thin.shape, -1, np.int64)
    number[thin] = np.arange(thin.sum())
    ends = np.concatenate([_neighbours(number, step) for step in NEIGHBOURS])
    rows, columns = np.nonzero(thin)
    points = np.stack([columns, rows], axis=1) / max(thin.shape)
    return Lines(points, Segments(ends, np.zeros(len(ends), np.int64)), has_strokes=False)


def _neighbours(number: np.ndarray, step: tuple[int, int]) -> np.ndarray:
    """Pairs (m, 2) of skeleton pixels that lie one step apart."""
    down, right = step
    height, width = number.shape
    here = number[: height - down, max(0, -right) : width - max(0, right)]
    there = number[down:, max(0, right) : width + min(0, right)]
    both = (here >= 0) & (there >= 0)
    return np.stack([here[both], there[both]], axis=1)
