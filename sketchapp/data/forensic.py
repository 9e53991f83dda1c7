"""Paired pictures of faces: photos, and sketches drawn by an artist, as IIIT-D, CUFS and CUFSF.

The sketches are shaded pictures. What a retriever of line drawings can be shown of them is their
centre lines, see `centre_lines`: outlines and features stay, shading does not.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from sketchapp.data.centre_lines import lines_of_picture
from sketchapp.data.dataset import Dataset, DatasetPhoto, PictureFilePair, Split
from sketchapp.data.files import PHOTO_SUFFIXES, files_in, folders_in, photos_in
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError

PHOTO_FOLDERS = ("photo", "photos")
SKETCH_FOLDERS = ("sketch", "sketches", "original_sketch")
SUFFIX_OF_SKETCH = re.compile(r"(-sz\d+|[-_]sketch\d*)$")
CUFS_PERSON = re.compile(r"^([fm])2-")  # F2-005-01-sz1 is of f-005-01
CATEGORY = "face"


def load_forensic(folder: Path, split: Split = "all") -> Dataset:
    """The dataset in `folder`: one folder of photos, one of sketches, paired by name in any case.

    A sketch may have -sz1 or _sketch behind the name of its photo, and F2- for its f-. Photos
    without a sketch stay, as the others of a search. Without a split of its own it means all, see
    `seeded_split`. Raises DatasetError for a sketch that has no photo.
    """
    paths = photos_in(_subfolder(folder, PHOTO_FOLDERS), "forensic")
    photos = tuple(DatasetPhoto(name, path, CATEGORY) for name, path in paths.items())
    name_of_key = {name.lower(): name for name in paths}
    sketches = files_in(_subfolder(folder, SKETCH_FOLDERS), PHOTO_SUFFIXES)
    if not sketches:
        raise DatasetError(f"forensic: {folder} has no picture in its folder of sketches")
    pairs = tuple(
        PictureFilePair(path.stem, _photo_of(path, name_of_key), partial(lines_of_picture, path))
        for path in sketches
    )
    return seeded_split(Dataset("forensic", photos, pairs), split)


def _subfolder(folder: Path, names: tuple[str, ...]) -> Path:
    for candidate in folders_in(folder):
        if candidate.name.lower() in names:
            return candidate
    raise DatasetError(
        f"forensic: {folder} has no folder {' or '.join(names)}; expected are"
        " photo/<name>.jpg and sketch/<name>.jpg"
    )


def _photo_of(sketch: Path, name_of_key: dict[str, str]) -> str:
    key = sketch.stem.lower()
    bare = SUFFIX_OF_SKETCH.sub("", key)
    for candidate in (key, bare, CUFS_PERSON.sub(r"\1-", bare)):
        if candidate in name_of_key:
            return name_of_key[candidate]
    raise DatasetError(
        f"forensic: the sketch {sketch.name} has no photo; expected is {bare} with one of"
        f" {', '.join(PHOTO_SUFFIXES)} in the folder of photos"
    )
