"""Quick, Draw! as labelled sketches, in any of the forms in which Google publishes it.

One file a word: .ndjson (raw or simplified), .bin (simplified, packed) or .npz (for sketch-rnn).
https://github.com/googlecreativelab/quickdraw-dataset
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sketchapp.data.dataset import Split
from sketchapp.data.files import files_in
from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.data.ndjson import drawing_at, offsets_of_lines
from sketchapp.data.quickdraw_binary import read_quickdraw_binary
from sketchapp.data.sketchrnn import PARTS, read_sketchrnn
from sketchapp.data.split import is_in_split
from sketchapp.errors import DatasetError

BUCKET_FOLDERS = re.compile(r"^(full_(simplified|raw|binary)_|sketchrnn_)")

Reader = Callable[[str, Path, Split], Iterator[LabelledSketch]]


def load_quickdraw(folder: Path, split: Split = "all") -> LabelledSketches:
    """The drawings in `folder`, read while they are gone through.

    .npz files have train, val (called valid) and test; the other forms have no split of their own
    and get a seeded one by `is_in_split`.
    """
    reader, files = _files(folder)
    return LabelledSketches(
        "quickdraw", tuple(files), lambda word: reader(word, files[word], split)
    )


def files_by_word(folder: Path, suffix: str = ".ndjson") -> dict[str, Path]:
    """The file of every word that a folder has drawings of; DatasetError where it has none.

    A word of two stands in a file's name with a blank, as published, or with an underscore.
    Browsers put the folders of the bucket in front of it, and .full is behind some.
    """
    files: dict[str, Path] = {}
    for path in files_in(folder, (suffix,)) if folder.is_dir() else ():
        word = BUCKET_FOLDERS.sub("", path.stem).removesuffix(".full").replace("_", " ")
        if word in files:
            raise DatasetError(
                f"quickdraw: {files[word].name} and {path.name} are both of {word!r};"
                f" move one of them out of {folder}"
            )
        files[word] = path
    if not files:
        raise DatasetError(f"quickdraw: no {suffix[1:]} files in {folder}")
    return files


def _files(folder: Path) -> tuple[Reader, dict[str, Path]]:
    there = [suffix for suffix in READERS if files_in(folder, (suffix,))]
    if len(there) == 1:
        return READERS[there[0]], files_by_word(folder, there[0])
    if there:
        raise DatasetError(
            f"quickdraw: {folder} mixes {' and '.join(there)} files, which may be the same"
            " drawings; give each form a folder of its own"
        )
    inside = [path.name for path in folder.iterdir() if path.is_dir()]
    hint = f"; name one of its folders: {', '.join(sorted(inside))}" if inside else ""
    raise DatasetError(f"quickdraw: {folder} has no {', '.join(READERS)} files{hint}")


def _from_ndjson(word: str, path: Path, split: Split) -> Iterator[LabelledSketch]:
    for number, offset in offsets_of_lines(path):
        drawing = drawing_at(path, number, offset)
        sketch_id = f"{word}/{drawing.key_id or number}"
        if is_in_split(sketch_id, split):
            yield LabelledSketch(sketch_id, word, drawing.sketch, drawing.recognized)


def _from_binary(word: str, path: Path, split: Split) -> Iterator[LabelledSketch]:
    for drawing in read_quickdraw_binary(path):
        sketch_id = f"{word}/{drawing.key_id}"
        if is_in_split(sketch_id, split):
            yield LabelledSketch(sketch_id, word, drawing.sketch, drawing.recognized)


def _from_sketchrnn(word: str, path: Path, split: Split) -> Iterator[LabelledSketch]:
    for part in PARTS if split == "all" else (split,):
        for number, sketch in enumerate(read_sketchrnn(path, part)):
            yield LabelledSketch(f"{word}/{part}-{number}", word, sketch)


READERS: dict[str, Reader] = {
    ".ndjson": _from_ndjson,
    ".bin": _from_binary,
    ".npz": _from_sketchrnn,
}
