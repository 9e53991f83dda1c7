"""Drawings without photos that teach what is known: some of known things, most of anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from sketchapp.data.dataset import Lines
from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.data.quickdraw_sketches import files_by_word, load_quickdraw
from sketchapp.data.split import position

CATEGORY_OF_WORD = {
    "chair": "chair",
    "couch": "chair",
    "bench": "chair",
    "shoe": "shoe",
    "flip flops": "shoe",
    "table": "table",
    "floor lamp": "lamp",
    "cup": "mug",
    "coffee cup": "mug",
    "mug": "mug",
    "backpack": "bag",
    "purse": "bag",
}
"""Words that the rendered gallery has photos of, and their category there."""

UNCLEAR_WORDS = frozenset(
    {
        *("bed", "foot", "sock"),  # half a chair, or what is in a shoe
        *("lantern", "light bulb", "streetlight", "chandelier"),  # lamps of other kinds
        *("suitcase", "basket"),  # nearly bags
    }
)
DOODLES_PER_WORD = 24
HELD_OUT = 0.25  # of the other words, and of the drawings of each known word

Side = Literal["train", "test"]


@dataclass(frozen=True, eq=False)
class Doodles:
    """Drawings without photos: of known things by category, and of strange ones."""

    known: Mapping[str, tuple[Lines, ...]]
    strange: tuple[Lines, ...]


def load_doodles(folder: Path, side: Side, per_word: int) -> Doodles:
    """`doodles_of` a folder of Quick, Draw! files; DatasetError where it has no ndjson files."""
    files_by_word(folder)
    return doodles_of(load_quickdraw(folder), side, per_word)


def doodles_of(sketches: LabelledSketches, side: Side, per_word: int) -> Doodles:
    """At most per_word drawings of every word of one side, without those the game refused.

    The strange words of the two sides are different ones, so that a level found on the test side
    holds for things never seen; drawings of known words are divided one by one.
    """
    known: dict[str, tuple[Lines, ...]] = {}
    strange: tuple[Lines, ...] = ()
    for word in sketches.categories:
        if word in UNCLEAR_WORDS:
            continue
        category = CATEGORY_OF_WORD.get(word)
        if category is not None:
            own = (d for d in _not_refused(sketches, word) if _side(_key(d)) == side)
            known[category] = known.get(category, ()) + _lines(own, per_word)
        elif _side(word) == side:
            strange += _lines(_not_refused(sketches, word), per_word)
    return Doodles(known, strange)


def held_out_doodles(folder: Path) -> Iterator[LabelledSketch]:
    """The drawings of known words on the test side, with the category of photos for the word.

    Without those the game refused. DatasetError where the folder has no drawings.
    """
    sketches = load_quickdraw(folder)
    for word, category in CATEGORY_OF_WORD.items():
        for drawing in _not_refused(sketches, word) if word in sketches.categories else ():
            if _side(_key(drawing)) == "test":
                yield replace(drawing, category=category)


def _not_refused(sketches: LabelledSketches, word: str) -> Iterator[LabelledSketch]:
    return (drawing for drawing in sketches.of(word) if drawing.is_recognised is not False)


def _lines(drawings: Iterator[LabelledSketch], count: int) -> tuple[Lines, ...]:
    return tuple(drawing.lines for drawing in islice(drawings, count))


def _key(drawing: LabelledSketch) -> str:
    """The id behind the word."""
    return drawing.id.partition("/")[2]


def _side(name: str) -> str:
    return "test" if position(name) < HELD_OUT else "train"
