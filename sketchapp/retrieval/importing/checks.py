"""What may become a photo: checked by size, name and header before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from PIL import Image

from sketchapp.errors import GalleryError
from sketchapp.retrieval.importing.limits import MB, ImportLimits

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
ACCEPTED = "JPEG, PNG, WebP, GIF and BMP are read"
ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"}
HEIC = {".heic", ".heif", ".hif", ".avif"}
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
LITTER = {"thumbs.db", "desktop.ini", "__macosx"}  # what systems leave in folders of photos


class PhotoRefusedError(GalleryError):
    """One file is no photo that can be taken in; the message is shown beside its name."""


def is_litter(name: str) -> bool:
    """Whether a file (path with /) is hidden or a system's own, so that nobody misses it."""
    return any(
        part.lower() in LITTER or (part.startswith(".") and part not in {".", ".."})
        for part in PurePosixPath(name).parts
    )


def check_size(size_bytes: int, limits: ImportLimits) -> None:
    """PhotoRefusedError where a file is empty or larger than a photo may be."""
    if size_bytes == 0:
        raise PhotoRefusedError("is empty")
    if size_bytes > limits.max_photo_bytes:
        raise PhotoRefusedError(
            f"has {size_bytes / MB:.1f} MB; {limits.max_photo_bytes / MB:g} MB are allowed"
        )


def check_kind(name: str) -> None:
    """PhotoRefusedError for the kinds of file that are told by their names."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in ARCHIVES:
        raise PhotoRefusedError("is an archive inside; unpack it, and add what it holds")
    if suffix in HEIC:
        raise PhotoRefusedError(f"is HEIC or AVIF, which is not supported; {ACCEPTED}")


@contextmanager
def opened(content: bytes, limits: ImportLimits) -> Iterator[Image.Image]:
    """The picture with its header read and found good; PhotoRefusedError also for what comes later.

    Decoding happens inside the `with`, so that a damaged picture is refused here too. Whatever is
    raised there counts as damage: what Pillow makes of broken bytes (struct.error, SyntaxError,
    KeyError, MemoryError) is not a list that ends, and one picture must not stop all others.
    """
    _check_brand(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # max_pixels says it
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_header(image, limits)
                yield image
    except Image.UnidentifiedImageError as error:
        raise PhotoRefusedError(f"is no photo, or of an unknown format; {ACCEPTED}") from error
    except Image.DecompressionBombError as error:
        raise PhotoRefusedError(_too_many("far too many", limits)) from error
    except PhotoRefusedError:
        raise
    except Exception as error:
        raise PhotoRefusedError("is damaged, and cannot be read to its end") from error


def _check_brand(content: bytes) -> None:
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise PhotoRefusedError(f"is HEIC or AVIF, which is not supported; {ACCEPTED}")
    if content[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        raise PhotoRefusedError("is an archive inside; unpack it, and add what it holds")


def _check_header(image: Image.Image, limits: ImportLimits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise PhotoRefusedError(_too_many(f"{width} x {height}", limits))
    if min(width, height) < limits.min_side_px:
        raise PhotoRefusedError(
            f"has only {width} x {height} pixels; {limits.min_side_px} on each side are needed"
        )


def _too_many(given: str, limits: ImportLimits) -> str:
    return f"has {given} pixels; {limits.max_pixels / 1e6:g} million in all are allowed"
