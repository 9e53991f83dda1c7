"""Photos as retrievers take them: square, white around, in a tensor."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from sketchapp.errors import GalleryError

MAX_PIXELS = 50_000_000


def read_photo(path: Path, size_px: int) -> Tensor:
    """A photo as (3, size_px, size_px) in 0..1: turned upright, padded to a white square, resized.

    Raises GalleryError where the file is no picture or has over MAX_PIXELS pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return tensor_of_photo(image, size_px)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        # SyntaxError is what Pillow makes of a damaged PNG
        raise GalleryError(f"photo {path.name} cannot be read: {error}") from error


def tensor_of_photo(image: Image.Image, size_px: int) -> Tensor:
    """The same for a picture that is already open."""
    if image.width * image.height > MAX_PIXELS:
        raise GalleryError(f"a photo has {image.size} pixels; {MAX_PIXELS} in all are allowed")
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(paper, upright).convert("RGB")
    square = ImageOps.pad(flat, (size_px, size_px), Image.Resampling.LANCZOS, color="white")
    return torch.from_numpy(np.array(square, np.float32)).permute(2, 0, 1) / 255
