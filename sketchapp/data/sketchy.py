"""The Sketchy Database: SVG sketches of 12,500 photos in 125 categories.

Three archives make it up, and each may lie in a folder of its own name, as unpacking leaves it:
sketches-06-04 has sketches/<category>/<photo>-<n>.svg, rendered_256x256 has
256x256/photo/tx_.../<category>/<photo>.jpg, info-06-04 has info/testset.txt and lists of sketches
that are not as they should be. https://sketchy.eye.gatech.edu
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from sketchapp.data.dataset import Dataset, DatasetPhoto, Pair, SketchFilePair, Split
from sketchapp.data.files import files_in, first_folder, folders_in, photos_in
from sketchapp.data.split import seeded_split
from sketchapp.data.vector_files import is_cut_off, read_drawn_svg
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch

ARCHIVES = ("", "sketches-06-04", "info-06-04", "256x256", "rendered_256x256/256x256")
SKETCH_FOLDERS = ("sketches", "sketches_svg", "sketch")
PHOTO_VARIANTS = ("tx_000100000000", "tx_000000000000")  # cut to the object, else the whole photo
TEST_SET = "testset.txt"
INVALID_LISTS = "invalid*.txt"
NAMES_SHOWN = 5
MAX_LIST_BYTES = 16_000_000  # the published ones have 1 MB

log = logging.getLogger(__name__)


def load_sketchy(folder: Path, split: Split = "train") -> Dataset:
    """The dataset in `folder`, its sketches read when they are asked for.

    test is the photos in info/testset.txt, train the others, val a seeded tenth of train, which is
    then still all of it. Without that list, as in a folder of test items alone, the split is by
    `seeded_split`. Left out are sketches that a list calls invalid, and files that are cut off.
    """
    info = _info_folder(folder)
    side = "train" if split == "val" else split
    tested = _names_in(info / TEST_SET) if info and (info / TEST_SET).is_file() else None
    sketches = _sketches(folder, info)
    if tested is not None and side != "all":
        is_test = side == "test"
        sketches = {i: path for i, path in sketches.items() if (_photo_id(i) in tested) == is_test}
    if not sketches:
        raise DatasetError(f"sketchy: {folder} has no sketch of the split {split!r}")
    _leave_out_cut_off(sketches)
    pairs = tuple(_pair(pair_id, path) for pair_id, path in sketches.items())
    dataset = Dataset("sketchy", _photos(folder, {pair.photo_id for pair in pairs}), pairs)
    if tested is not None and split != "val":
        return dataset
    return seeded_split(dataset, split)


def _info_folder(folder: Path) -> Path | None:
    places = (folder / archive / "info" for archive in ARCHIVES)
    return next((place for place in places if place.is_dir()), None)


def _sketches(folder: Path, info: Path | None) -> dict[str, Path]:
    """The SVG files that no list calls invalid, by <category>/<photo>-<n>, ordered."""
    invalid = _names_of_lists(info) if info else set()
    found: dict[str, Path] = {}
    for category in _categories_of_sketches(folder):
        not_here = invalid | _names_of_lists(category)
        for path in files_in(category, (".svg",)):
            if path.stem not in not_here and f"{category.name}/{path.stem}" not in not_here:
                found[f"{category.name}/{path.stem}"] = path
    return found


def _categories_of_sketches(folder: Path) -> list[Path]:
    for archive in ARCHIVES:
        for name in SKETCH_FOLDERS:
            place = folder / archive / name
            for variant in (place, *sorted(place.glob("tx_*"))):
                if variant.is_dir() and (categories := _with_svg(variant)):
                    return categories
    raise DatasetError(
        f"sketchy: {folder} has no SVG sketches; expected is"
        " sketches/<category>/<photo>-<n>.svg, from the archive sketches-06-04.7z"
    )


def _with_svg(folder: Path) -> list[Path]:
    return [category for category in folders_in(folder) if files_in(category, (".svg",))]


def _photos(folder: Path, wanted: set[str]) -> tuple[DatasetPhoto, ...]:
    """The wanted photos; one that is missing is found by the check of `Dataset`."""
    places = [folder / archive / "photo" for archive in ARCHIVES]
    expected = "photo/<category>/<photo>.jpg, from the archive rendered_256x256.7z"
    place = first_folder("sketchy", places, expected)
    variants = [place / variant for variant in PHOTO_VARIANTS]
    base = next((variant for variant in variants if variant.is_dir()), place)
    return tuple(
        DatasetPhoto(f"{category.name}/{name}", path, category.name)
        for category in folders_in(base)
        for name, path in photos_in(category, "sketchy").items()
        if f"{category.name}/{name}" in wanted
    )


def _pair(pair_id: str, path: Path) -> Pair:
    return SketchFilePair(pair_id, _photo_id(pair_id), partial(_read, path))


def _read(path: Path) -> Sketch:
    try:
        return read_drawn_svg(path)
    except DatasetError as error:
        raise DatasetError(
            f"sketchy: {error}. To do without it, write {path.stem} into info/invalid-error.txt"
        ) from error


def _photo_id(pair_id: str) -> str:
    return pair_id.rpartition("-")[0]


def _names_of_lists(folder: Path) -> set[str]:
    lists = (path for path in sorted(folder.glob(INVALID_LISTS)) if path.is_file())
    return {name for path in lists for name in _names_in(path)}


def _names_in(path: Path) -> set[str]:
    """The names in a list, one a line, without their endings."""
    if path.stat().st_size > MAX_LIST_BYTES:
        raise DatasetError(f"sketchy: {path.name} has over {MAX_LIST_BYTES:,} bytes; it is no list")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    names = (line.strip().replace("\\", "/") for line in lines)
    return {_without_ending(name) for name in names if name}


def _without_ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in ("jpg", "jpeg", "png", "svg") else name


def _leave_out_cut_off(sketches: dict[str, Path]) -> None:
    cut_off = [pair_id for pair_id, path in sketches.items() if is_cut_off(path)]
    for pair_id in cut_off:
        del sketches[pair_id]
    if cut_off:
        shown = ", ".join(cut_off[:NAMES_SHOWN]) + (", ..." if len(cut_off) > NAMES_SHOWN else "")
        log.warning("sketchy: %d files are empty or cut off, left out: %s", len(cut_off), shown)
