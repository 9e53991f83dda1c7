"""TU-Berlin, "How do humans sketch objects?": 20,000 SVG sketches in 250 categories, no photos.

The archive sketches_svg.zip holds svg/<category>/<n>.svg and a filelist.txt, which is not needed.
https://cybertron.cg.tu-berlin.de/eitz/projects/classifysketch
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sketchapp.data.dataset import Split
from sketchapp.data.files import files_in, folders_in
from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.data.split import is_in_split
from sketchapp.data.vector_files import read_drawn_svg
from sketchapp.errors import DatasetError


def load_tuberlin(folder: Path, split: Split = "all") -> LabelledSketches:
    """The dataset in `folder`, sketches ordered by number; a seeded split by `is_in_split`."""
    base = folder / "svg" if (folder / "svg").is_dir() else folder
    folders = {path.name: path for path in folders_in(base) if files_in(path, (".svg",))}
    if not folders:
        raise DatasetError(f"tuberlin: {folder} has no svg/<category>/<n>.svg")

    def read(category: str) -> Iterator[LabelledSketch]:
        for path in sorted(files_in(folders[category], (".svg",)), key=_number):
            sketch_id = f"{category}/{path.stem}"
            if is_in_split(sketch_id, split):
                yield LabelledSketch(sketch_id, category, read_drawn_svg(path))

    return LabelledSketches("tuberlin", tuple(folders), read)


def _number(path: Path) -> tuple[int, str]:
    return (int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0, path.stem)
