"""Rendered products with paired sketches: photo/<id>.webp and sketches.ndjson."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch


class RenderedPair(Pair):
    """A traced drawing of a rendered product, and the name of the part that each stroke shows."""

    def __init__(self, id: str, sketch: Sketch, parts: tuple[str, ...]) -> None:
        """id is that of the photo too; parts (S,) in the order of the strokes."""
        super().__init__(id, id, Lines.of(sketch), sketch)
        self.parts = parts


def load_rendered(folder: Path, split: Split = "all") -> Dataset:
    """The items of one split, by design, as written in the file."""
    path = folder / "sketches.ndjson"
    if not path.is_file():
        raise DatasetError(f"rendered: {path.name} not found in {folder}")
    photos, pairs = [], []
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                item = json.loads(line)
                if split in ("all", item["split"]):
                    photos.append(_photo(folder, item))
                    pairs.append(_pair(item))
            except (ValueError, KeyError, TypeError) as error:
                raise DatasetError(f"rendered: {path.name} line {number}: {error!r}") from error
    return Dataset("rendered", tuple(photos), tuple(pairs))


def _photo(folder: Path, item: dict) -> DatasetPhoto:
    return DatasetPhoto(item["id"], folder / "photo" / f"{item['id']}.webp", item["category"])


def _pair(item: dict) -> RenderedPair:
    lines = [np.clip(np.array(s["points"]) / item["canvas"], -1, 2) for s in item["strokes"]]
    sketch = Sketch.from_polylines(lines)
    parts = tuple(str(s["part"]) for s in item["strokes"])
    return RenderedPair(item["id"], sketch, parts)
