"""Any generator of photos from its file: a sketch-to-photo network, or a translator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.sketch_to_photo import network
from sketchapp.models.sketch_to_photo.photo_generator import PictureGenerator, load_photo_generator
from sketchapp.models.translators import translator
from sketchapp.models.translators.photo_generator import load_translator

LOADERS: dict[str, Callable[[Path], PictureGenerator]] = {
    network.HEADER: load_photo_generator,
    translator.HEADER: load_translator,
}
"""By what a checkpoint's header has."""


def open_photo_generator(path: Path) -> PictureGenerator:
    """Whatever makes photos of sketches; CheckpointError where the file holds no such network."""
    header = read_config(path)
    for name, load in LOADERS.items():
        if name in header:
            return load(path)
    raise CheckpointError(
        f"{path} makes no photos; train a network that does: python -m sketchapp train"
        " sketch-to-photo, or train translator"
    )


def makes_photos(path: Path) -> bool:
    """Whether a file holds such a network; CheckpointError where there is no file."""
    return not LOADERS.keys().isdisjoint(read_config(path))
