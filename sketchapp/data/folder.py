"""Anybody's own photos and vector sketches: photo/ and sketch/, paired by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sketchapp.data.dataset import Dataset, DatasetPhoto, Pair, SketchFilePair, Split
from sketchapp.data.files import PHOTO_SUFFIXES, files_in, first_folder, folders_in, photos_in
from sketchapp.data.ndjson import drawing_at, offsets_of_lines
from sketchapp.data.split import seeded_split
from sketchapp.data.vector_files import read_sketch_file
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch

EXPECTED = "photo/<name>.jpg and sketch/<name>.svg, .json or .ndjson, or both by category"
SKETCH_SUFFIXES = (".json", ".svg", ".ndjson")
COUNTED = re.compile(r"[-_]\d+$")
CATEGORY = "photo"  # of what lies in no sub-folder


def load_folder(folder: Path, split: Split = "all") -> Dataset:
    """The dataset in `folder`, its sketches read when they are asked for.

    sketch/<name>.svg belongs to photo/<name>.jpg, and so do <name>-1.svg and <name>_2.json, unless
    there is a photo of just that name. Both folders may have sub-folders, the same ones, which are
    the categories. An .ndjson file holds one sketch a line. Photos without a sketch stay.

    Without a split of its own it means all, see `seeded_split`. Raises DatasetError for a sketch
    that has no photo.
    """
    photo_folder = first_folder("folder", [folder / "photo", folder / "photos"], EXPECTED)
    sketch_folder = first_folder("folder", [folder / "sketch", folder / "sketches"], EXPECTED)
    photos = tuple(_photos(photo_folder))
    pairs = tuple(_pairs(sketch_folder, {photo.id for photo in photos}))
    if not pairs:
        raise DatasetError(f"folder: {sketch_folder} has no vector sketch; expected is {EXPECTED}")
    return seeded_split(Dataset(f"folder {folder.resolve().name}", photos, pairs), split)


def _photos(folder: Path) -> Iterator[DatasetPhoto]:
    for name, path in photos_in(folder, "folder").items():
        yield DatasetPhoto(name, path, CATEGORY)
    for category in folders_in(folder):
        for name, path in photos_in(category, "folder").items():
            yield DatasetPhoto(f"{category.name}/{name}", path, category.name)


def _pairs(folder: Path, photo_ids: set[str]) -> Iterator[Pair]:
    for place, prefix in [(folder, ""), *((p, f"{p.name}/") for p in folders_in(folder))]:
        for path in files_in(place, (*SKETCH_SUFFIXES, *PHOTO_SUFFIXES)):
            if path.suffix.lower() in PHOTO_SUFFIXES:
                raise DatasetError(
                    f"folder: {place.name}/{path.name} is a picture; sketches are vector files,"
                    f" {', '.join(SKETCH_SUFFIXES)}. Pictures of sketches are read by forensic:"
                )
            photo_id = _photo_id(f"{prefix}{path.stem}", photo_ids, path)
            yield from _pairs_of_file(path, f"{prefix}{path.name}", photo_id)


def _photo_id(stem: str, photo_ids: set[str], path: Path) -> str:
    for candidate in (stem, COUNTED.sub("", stem)):
        if candidate in photo_ids:
            return candidate
    raise DatasetError(
        f"folder: the sketch {path.parent.name}/{path.name} has no photo; expected is"
        f" photo/{COUNTED.sub('', stem)} with one of {', '.join(PHOTO_SUFFIXES)}"
    )


def _pairs_of_file(path: Path, pair_id: str, photo_id: str) -> Iterator[Pair]:
    if path.suffix.lower() != ".ndjson":
        yield SketchFilePair(pair_id, photo_id, partial(read_sketch_file, path))
        return
    for number, offset in offsets_of_lines(path):
        read = partial(_sketch_at, path, number, offset)
        yield SketchFilePair(f"{pair_id}:{number}", photo_id, read)


def _sketch_at(path: Path, number: int, offset: int) -> Sketch:
    return drawing_at(path, number, offset).sketch
