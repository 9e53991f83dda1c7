"""Photos as retrievers take them: square, the object in the middle, white around, in a tensor."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from sketchapp.errors import GalleryError

MAX_PIXELS = 50_000_000
PAPER = 235  # of 255, in every channel: a pixel this bright at the border is background
OBJECT = 245  # a pixel under it in any channel belongs to the object
PLAIN_BORDER = 0.6  # share of the border that must be background for the object to be cut out


@dataclass(frozen=True)
class PhotoStyle:
    """How a photo is put before a network: a square of size_px.

    With a share, an object on a plain white ground is scaled so that its longer side takes that
    share of the picture, as the ink of a sketch does; any other photo as a whole. Without one, the
    photo fills the picture.
    """

    size_px: int = 224
    share: float | None = None


def read_photo(path: Path, style: PhotoStyle) -> Tensor:
    """A photo as (3, size_px, size_px) in 0..1: turned upright, on white, framed as the style says.

    Raises GalleryError where the file is no picture or has over MAX_PIXELS pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return tensor_of_photo(image, style)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        # SyntaxError is what Pillow makes of a damaged PNG
        raise GalleryError(f"photo {path.name} cannot be read: {error}") from error


def tensor_of_photo(image: Image.Image, style: PhotoStyle) -> Tensor:
    """The same for a picture that is already open."""
    if image.width * image.height > MAX_PIXELS:
        raise GalleryError(f"a photo has {image.size} pixels; {MAX_PIXELS} in all are allowed")
    square = _framed(on_white(ImageOps.exif_transpose(image)), style)
    return torch.from_numpy(np.array(square, np.float32)).permute(2, 0, 1) / 255


def on_white(image: Image.Image) -> Image.Image:
    """RGB; what was transparent is white, as the network sees it too."""
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        values = np.asarray(image).astype(np.int64) >> 8
        image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def in_square(image: Image.Image, side_px: int) -> Image.Image:
    """The picture with its longer side side_px, and one pixel at least on the shorter."""
    longer = max(image.size)
    width, height = (max(1, round(side / longer * side_px)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _framed(photo: Image.Image, style: PhotoStyle) -> Image.Image:
    side = style.size_px
    if style.share is None:
        return ImageOps.pad(in_square(photo, side), (side, side), color="white")
    inner = max(1, round(side * style.share))
    small = in_square(_object_of(photo), inner)
    square = Image.new("RGB", (side, side), "white")
    square.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    return square


def _object_of(photo: Image.Image) -> Image.Image:
    """The photo cut to what is not white, where its border shows a plain white ground."""
    pixels = np.asarray(photo)  # (h, w, 3)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    inked = (pixels < OBJECT).any(axis=2)
    rows, columns = np.flatnonzero(inked.any(axis=-1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows) or (border > PAPER).all(axis=1).mean() < PLAIN_BORDER:
        return photo
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    return photo.crop((left, top, right, bottom))
