"""Quick, Draw! drawings by word: a folder of ndjson files named after their words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.quickdraw import read_quickdraw


def words_in(folder: Path) -> list[str]:
    """The words that a folder has drawings of; DatasetError where it has none."""
    words = sorted(path.stem.replace("_", " ") for path in folder.glob("*.ndjson"))
    if not words:
        raise DatasetError(f"quickdraw: no ndjson files in {folder}")
    return words


def drawings_of_other_words(folder: Path, excluded: Collection[str], per_word: int) -> list[Sketch]:
    """The first recognised drawings of every word that is not excluded."""
    chosen = [word for word in words_in(folder) if word not in excluded]
    sketches: list[Sketch] = []
    for word in chosen:
        records = read_quickdraw(folder / f"{word.replace(' ', '_')}.ndjson")
        recognised = [record.sketch for record in records if record.recognized]
        sketches += recognised[:per_word]
    return sketches
