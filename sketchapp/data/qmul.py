"""QMUL-ChairV2 and ShoeV2: photo/<id>.png and a pickle of pen coordinates."""

from __future__ import annotations

from pathlib import Path

from sketchapp.data.dataset import Dataset, DatasetPhoto, Lines, Pair, Split
from sketchapp.data.split import seeded_split
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.qmul import read_qmul_coordinates

COORDINATES = "*_Coordinate"


def load_qmul(folder: Path, split: Split = "train") -> Dataset:
    """The dataset in `folder`; train and test stand in the keys of its sketches.

    `val` is a seeded tenth of the photos of train, and train is then still all of it: ask for
    `seeded_split` where both are needed. Photos without a sketch in the split are left out of it.
    """
    files = sorted(folder.glob(COORDINATES))
    if len(files) != 1:
        raise DatasetError(f"qmul: {folder} needs exactly one {COORDINATES} file, has {len(files)}")
    if not (folder / "photo").is_dir():
        raise DatasetError(f"qmul: {folder} has no folder photo")
    side = "train" if split == "val" else split
    sketches = read_qmul_coordinates(files[0])
    pairs = tuple(
        _pair(key, sketch)
        for key, sketch in sketches.items()
        if side in ("all", key.strip("/").split("/")[0])
    )
    if not pairs:
        there = sorted({key.strip("/").split("/")[0] for key in sketches})
        raise DatasetError(
            f"qmul: {files[0].name} has no sketch of the split {split!r};"
            f" it has: {', '.join(there)}"
        )
    wanted = {pair.photo_id for pair in pairs}
    category = "shoe" if "shoe" in files[0].name.lower() else "chair"
    photos = tuple(
        DatasetPhoto(path.stem, path, category)
        for path in sorted((folder / "photo").iterdir())
        if path.stem in wanted
    )
    dataset = Dataset(files[0].name.removesuffix("_Coordinate").lower(), photos, pairs)
    return seeded_split(dataset, "val") if split == "val" else dataset


def _pair(key: str, sketch: Sketch) -> Pair:
    name = key.strip("/").split("/")[-1]
    return Pair(name, name.rpartition("_")[0], Lines.of(sketch), sketch)
