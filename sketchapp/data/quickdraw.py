"""Quick, Draw! drawings by word: a folder of ndjson files named after their words."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from pathlib import Path

from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.quickdraw import read_quickdraw


def files_by_word(folder: Path) -> dict[str, Path]:
    """The file of every word that a folder has drawings of; DatasetError where it has none.

    A word of two stands in a file's name with a blank, as published, or with an underscore.
    """
    files = {path.stem.replace("_", " "): path for path in sorted(folder.glob("*.ndjson"))}
    if not files:
        raise DatasetError(f"quickdraw: no ndjson files in {folder}")
    return files


def drawings_of_other_words(folder: Path, excluded: Collection[str], per_word: int) -> list[Sketch]:
    """The first recognised drawings of every word that is not excluded."""
    sketches: list[Sketch] = []
    for word, path in files_by_word(folder).items():
        if word in excluded:
            continue
        recognised = (record.sketch for record in read_quickdraw(path) if record.recognized)
        sketches += islice(recognised, per_word)
    return sketches
