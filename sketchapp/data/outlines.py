"""Photos without sketches: the outlines in each stand in for a drawing of it.

Nobody draws like an edge detector. Such pairs teach where parts lie, before the few drawings by
people teach how they are drawn.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.feature import canny
from skimage.morphology import remove_small_objects

from sketchapp.data.centre_lines import lines_of_thin
from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.data.files import PHOTO_SUFFIXES
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError

SIDE_PX = 192  # of the picture that is looked at
SMOOTHING_PX = 1.6  # of Canny's filter: texture is passed over
STRONG = 0.92  # quantile of the gradient from which on an edge starts a line
WEAK = 0.85  # and down to which it goes on
SHORTEST_PX = 14  # lines with fewer pixels are left out


def load_outlines(folder: Path, split: Split = "all") -> Dataset:
    """Every photo under the folder, paired with its own outlines; sub-folders are categories.

    A photo in the folder itself has the category `photo`. Photos in which no line is found are left
    out. Raises DatasetError where there is no photo at all.
    """
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PHOTO_SUFFIXES)
    if not paths:
        raise DatasetError(f"outlines: no photo found in {folder}")
    photos, pairs = [], []
    for path in paths:
        lines = outlines_of_photo(path)
        if lines is not None:
            name = path.relative_to(folder).with_suffix("").as_posix()
            category = name.rpartition("/")[0].partition("/")[0] or "photo"
            photos.append(DatasetPhoto(name, path, category))
            pairs.append(Pair(name, name, lines))
    return seeded_split(Dataset("outlines", tuple(photos), tuple(pairs)), split)


def outlines_of_photo(path: Path) -> Lines | None:
    """The strong and long edges of a photo as lines; None where there is none."""
    try:
        with Image.open(path) as image:
            small = image.convert("RGB")
            small.thumbnail((SIDE_PX, SIDE_PX))
            pixels = np.asarray(small, np.float64) / 255  # (h, w, 3)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DatasetError(f"{path.name} cannot be read: {error}") from error
    padded = np.pad(pixels, ((6, 6), (6, 6), (0, 0)), mode="edge")
    return _lines_of_edges(edges_of(padded))


def edges_of(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a photo (h, w, 3) in 0..1 has edges a person would draw, one pixel wide."""
    found = canny(
        pixels.mean(axis=2),
        SMOOTHING_PX,
        low_threshold=WEAK,
        high_threshold=STRONG,
        use_quantiles=True,
    )
    return remove_small_objects(found, max_size=SHORTEST_PX - 1, connectivity=2)


def _lines_of_edges(edges: NDArray[np.bool_]) -> Lines | None:
    try:
        return lines_of_thin(edges)
    except DatasetError:
        return None
