"""Sketches that have a category and no photo: for classifiers, and for what is familiar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sketchapp.data.dataset import Dataset, Lines
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch


@dataclass(frozen=True, eq=False)
class LabelledSketch:
    """A sketch and the category that it was meant to show; its id is unique in its dataset.

    is_recognised is what the game of Quick, Draw! found, None where nobody asked.
    """

    id: str
    category: str
    sketch: Sketch
    is_recognised: bool | None = None

    @property
    def lines(self) -> Lines:
        """What the rasteriser draws."""
        return Lines.of(self.sketch)


@dataclass(frozen=True, eq=False)
class LabelledSketches:
    """A split of a dataset without photos, read from its files while it is gone through.

    `read` gives the sketches of one category in a fixed order, from the start at every call.
    """

    name: str
    categories: tuple[str, ...]
    read: Callable[[str], Iterator[LabelledSketch]]

    def __iter__(self) -> Iterator[LabelledSketch]:
        """All sketches, one category after the other."""
        for category in self.categories:
            yield from self.read(category)

    def of(self, category: str) -> Iterator[LabelledSketch]:
        """The sketches of one category; DatasetError, listing them, where there is none such."""
        if category not in self.categories:
            raise DatasetError(
                f"dataset {self.name} has no category {category!r};"
                f" there are: {', '.join(self.categories)}"
            )
        return self.read(category)


def labelled_of_pairs(dataset: Dataset) -> LabelledSketches:
    """The vector sketches of a dataset of pairs, each with the category of its photo."""
    category_of = {photo.id: photo.category for photo in dataset.photos}

    def read(category: str) -> Iterator[LabelledSketch]:
        for pair in dataset.pairs:
            if category_of[pair.photo_id] == category and (sketch := pair.sketch):
                yield LabelledSketch(pair.id, category, sketch)

    return LabelledSketches(dataset.name, tuple(sorted(set(category_of.values()))), read)
