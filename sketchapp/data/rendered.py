"""Rendered products with paired sketches: photo/<id>.webp and sketches.ndjson."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch


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


def _pair(item: dict) -> Pair:
    lines = [np.clip(np.array(s["points"]) / item["canvas"], -1, 2) for s in item["strokes"]]
    sketch = Sketch.from_polylines(lines)
    return Pair(item["id"], item["id"], Lines.of(sketch), sketch)
