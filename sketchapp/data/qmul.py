"""QMUL-ChairV2 and ShoeV2: photo/<id>.png and a pickle of pen coordinates."""

from __future__ import annotations

from pathlib import Path

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.data.files import PHOTO_SUFFIXES, files_in
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError, SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import read_qmul_coordinates

COORDINATES = "*_Coordinate"


def load_qmul(folder: Path, split: Split = "train") -> Dataset:
    """The dataset in `folder`; train and test stand in the keys of its sketches.

    `val` is a seeded tenth of the photos of train, and train is then still all of it: ask for
    `seeded_split` where both are needed. Photos without a sketch in the split are left out of it.
    """
    coordinates = _coordinate_file(folder)
    if not (folder / "photo").is_dir():
        raise DatasetError(f"qmul: {folder} has no folder photo")
    pairs = _pairs(coordinates, split)
    wanted = {pair.photo_id for pair in pairs}
    category = "shoe" if "shoe" in coordinates.name.lower() else "chair"
    photos = tuple(
        DatasetPhoto(path.stem, path, category)
        for path in files_in(folder / "photo", PHOTO_SUFFIXES)
        if path.stem in wanted
    )
    dataset = Dataset(coordinates.name.removesuffix("_Coordinate").lower(), photos, pairs)
    return seeded_split(dataset, "val") if split == "val" else dataset


def _coordinate_file(folder: Path) -> Path:
    files = sorted(path for path in folder.glob(COORDINATES) if not path.name.startswith("."))
    if len(files) != 1:
        raise DatasetError(f"qmul: {folder} needs exactly one {COORDINATES} file, has {len(files)}")
    return files[0]


def _pairs(coordinates: Path, split: Split) -> tuple[Pair, ...]:
    """The pairs of one side; a key without a side in front of it belongs to every one."""
    side = "train" if split == "val" else split
    try:
        sketches = read_qmul_coordinates(coordinates)
    except SketchError as error:
        raise DatasetError(f"qmul: {error}") from error
    pairs = tuple(
        _pair(key, sketch)
        for key, sketch in sketches.items()
        if side == "all" or _side(key) in (side, "")
    )
    if not pairs:
        there = sorted({_side(key) for key in sketches})
        raise DatasetError(
            f"qmul: {coordinates.name} has no sketch of the split {split!r};"
            f" it has: {', '.join(there) or 'none at all'}"
        )
    return pairs


def _side(key: str) -> str:
    """train or test of /train/<photo id>_<k>; nothing where the key is a name alone."""
    side, separator, _ = key.strip("/").partition("/")
    return side if separator else ""


def _pair(key: str, sketch: Sketch) -> Pair:
    name = key.strip("/").split("/")[-1]
    if not sketch:
        raise DatasetError(f"qmul: the sketch {key!r} holds no stroke")
    return Pair(name, name.rpartition("_")[0], Lines.of(sketch), sketch)
