"""Lines of a picture of a sketch: its ink thinned to one pixel, since its strokes are not known."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.ndimage import gaussian_filter
from skimage.filters import threshold_otsu
from skimage.morphology import skeletonize

from sketchapp.data.dataset import Lines
from sketchapp.errors import DatasetError
from sketchapp.sketch.raster import Segments

# each neighbour once: east, south-west, south, south-east as (row, column) steps
NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))
MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 512  # larger pictures are made smaller: paper grain would become lines


def lines_of_picture(path: Path) -> Lines:
    """A drawing thinned to lines one pixel wide, so that the rasteriser gives it its thickness.

    Darkness of the ink varies a lot between people, so the threshold is the picture's own (Otsu).
    Raises DatasetError, naming the file, where it is no picture or holds no ink.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                grey = np.asarray(_small_enough(image), np.float64) / 255
        return lines_of_ink(gaussian_filter(1 - grey, 0.7))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        # SyntaxError is what Pillow makes of a damaged PNG
        name = f"{path.parent.name}/{path.name}"
        raise DatasetError(f"{name} is no picture of a sketch: {error}") from error


def lines_of_ink(ink: NDArray[np.float64]) -> Lines:
    """The skeleton of an ink picture (h, w): its pixels are points, its neighbours segments."""
    if np.ptp(ink) < 0.05:
        raise DatasetError("a sketch picture holds no ink")
    return lines_of_thin(ink > threshold_otsu(ink))


def lines_of_thin(drawn: NDArray[np.bool_]) -> Lines:
    """The same for a picture (h, w) of which pixels are drawn."""
    thin = skeletonize(drawn)
    number = np.full(thin.shape, -1, np.int64)
    number[thin] = np.arange(thin.sum())
    ends = np.concatenate([_neighbours(number, step) for step in NEIGHBOURS])
    if not len(ends):
        raise DatasetError("a sketch picture holds no line, only single dots")
    rows, columns = np.nonzero(thin)
    points = np.stack([columns, rows], axis=1) / max(thin.shape)
    return Lines(points, Segments(ends, np.zeros(len(ends), np.int64)), has_strokes=False)


def _small_enough(image: Image.Image) -> Image.Image:
    """The picture in grey, upright, on white, at most MAX_SIDE_PX wide and high."""
    if image.width * image.height > MAX_PIXELS:
        raise DatasetError(f"it has {image.size} pixels; {MAX_PIXELS:,} in all are allowed")
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        drawn = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn)
    grey = upright.convert("L")
    grey.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    return grey


def _neighbours(number: NDArray[np.int64], step: tuple[int, int]) -> NDArray[np.int64]:
    """Pairs (m, 2) of skeleton pixels that lie one step apart."""
    down, right = step
    height, width = number.shape
    here = number[: height - down, max(0, -right) : width - max(0, right)]
    there = number[down:, max(0, right) : width + min(0, right)]
    both = (here >= 0) & (there >= 0)
    return np.stack([here[both], there[both]], axis=1)
