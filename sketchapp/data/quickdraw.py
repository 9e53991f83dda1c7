"""Quick, Draw! drawings, which have no photos: some of known things, most of anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from sketchapp.data.dataset import Lines
from sketchapp.data.split import position
from sketchapp.errors import DatasetError
from sketchapp.sketch.formats.quickdraw import QuickDrawing, read_quickdraw

CATEGORY_OF_WORD = {
    "chair": "chair",
    "couch": "chair",
    "bench": "chair",
    "shoe": "shoe",
    "flip flops": "shoe",
}
"""Words that a gallery of chairs and shoes has photos of."""

UNCLEAR_WORDS = frozenset({"bed", "foot", "sock", "table"})  # half a chair, or what is in a shoe
DOODLES_PER_WORD = 24
HELD_OUT = 0.25  # of the other words, and of the drawings of each known word


@dataclass(frozen=True, eq=False)
class Doodles:
    """Drawings without photos: of known things by category, and of strange ones."""

    known: Mapping[str, tuple[Lines, ...]]
    strange: tuple[Lines, ...]


def load_doodles(folder: Path, side: Literal["train", "test"], per_word: int) -> Doodles:
    """At most per_word recognised drawings of every word of one side.

    The strange words of the two sides are different ones, so that a level found on the test side
    holds for things never seen; drawings of known words are divided one by one.

    Raises DatasetError where the folder has no ndjson files.
    """
    known: dict[str, tuple[Lines, ...]] = {}
    strange: tuple[Lines, ...] = ()
    for word, path in files_by_word(folder).items():
        if word in UNCLEAR_WORDS:
            continue
        category = CATEGORY_OF_WORD.get(word)
        if category is not None:
            own = (d for d in _recognised(path) if _side(d.key_id) == side)
            known[category] = known.get(category, ()) + _lines(own, per_word)
        elif _side(word) == side:
            strange += _lines(_recognised(path), per_word)
    return Doodles(known, strange)


def files_by_word(folder: Path) -> dict[str, Path]:
    """The file of every word that a folder has drawings of; DatasetError where it has none.

    A word of two stands in a file's name with a blank, as published, or with an underscore.
    """
    files = {path.stem.replace("_", " "): path for path in sorted(folder.glob("*.ndjson"))}
    if not files:
        raise DatasetError(f"quickdraw: no ndjson files in {folder}")
    return files


def _recognised(path: Path) -> Iterator[QuickDrawing]:
    return (drawing for drawing in read_quickdraw(path) if drawing.recognized)


def _lines(drawings: Iterator[QuickDrawing], count: int) -> tuple[Lines, ...]:
    return tuple(Lines.of(drawing.sketch) for drawing in islice(drawings, count))


def _side(name: str) -> str:
    return "test" if position(name) < HELD_OUT else "train"
