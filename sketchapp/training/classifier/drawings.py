"""Which drawings a classifier learns from, and which it must not see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.data.split import position
from sketchapp.errors import DatasetError
from sketchapp.training.classifier.recipe import ClassifierRecipe

LESS = "less"  # purpose of a hash: which drawings of the training side a recipe leaves out


@dataclass(frozen=True, eq=False)
class Drawings:
    """Drawings of the chosen categories; those of others were skipped, and counted.

    reserved are the drawings of the training side that the recipe leaves out: the classifier does
    not see them, and is not judged by them either.
    """

    categories: tuple[str, ...]
    training: tuple[LabelledSketch, ...]
    reserved: tuple[LabelledSketch, ...]
    unseen: tuple[LabelledSketch, ...]
    skipped: int

    def label_of(self, drawing: LabelledSketch) -> int:
        """The number of a drawing's category."""
        return self.categories.index(drawing.category)

    def mark(self) -> str:
        """Changes with any drawing of the training."""
        names = repr([drawing.id for drawing in self.training])
        return hashlib.sha256(names.encode()).hexdigest()[:16]


def drawings_of(datasets: Sequence[LabelledSketches], recipe: ClassifierRecipe) -> Drawings:
    """Choose categories and divide their drawings, both by rules that know no accuracy.

    Raises DatasetError where there are fewer categories than the recipe wants, or a drawing twice.
    """
    everything = [drawing for dataset in datasets for drawing in dataset]
    _check_ids(everything)
    categories = most_drawn(everything, recipe.categories)
    chosen = [drawing for drawing in everything if drawing.category in categories]
    train = [d for d in chosen if position(d.id, recipe.seed) >= recipe.test_share]
    less = {d.id for d in train if position(f"{LESS}:{d.id}") >= recipe.training_share}
    if len(train) - len(less) < recipe.batch:
        raise DatasetError(
            f"{len(train) - len(less)} drawings do not fill one batch of {recipe.batch}; give more,"
            " or a recipe with a smaller batch"
        )
    return Drawings(
        categories,
        tuple(d for d in train if d.id not in less),
        tuple(d for d in train if d.id in less),
        tuple(d for d in chosen if position(d.id, recipe.seed) < recipe.test_share),
        len(everything) - len(chosen),
    )


def most_drawn(drawings: Iterable[LabelledSketch], count: int) -> tuple[str, ...]:
    """The categories with most drawings, of equals those first by name; in order of the alphabet.

    Raises DatasetError where there are too few.
    """
    counts: dict[str, int] = {}
    for drawing in drawings:
        counts[drawing.category] = counts.get(drawing.category, 0) + 1
    if len(counts) < count:
        raise DatasetError(
            f"there are drawings of {len(counts)} categories; the recipe tells {count} apart"
        )
    return tuple(sorted(sorted(counts, key=lambda name: (-counts[name], name))[:count]))


def drawing_mark(drawing: LabelledSketch) -> str:
    """A short hash of a drawing, kept with weights to tell later what they were trained on."""
    return hashlib.sha256(drawing.id.encode()).hexdigest()[:10]


def _check_ids(drawings: Sequence[LabelledSketch]) -> None:
    seen: set[str] = set()
    for drawing in drawings:
        if drawing.id in seen:
            raise DatasetError(f"drawing {drawing.id} is there twice; name each folder once")
        seen.add(drawing.id)
