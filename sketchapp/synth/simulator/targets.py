"""What a fit compares: datasets as real drawings, rendered products as clean ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sketchapp.data.dataset import Dataset
from sketchapp.data.labelled import LabelledSketch
from sketchapp.data.rendered import RenderedPair
from sketchapp.errors import DatasetError
from sketchapp.sketch import Sketch
from sketchapp.synth.simulator.clean import CleanDrawing
from sketchapp.synth.simulator.fit import Target
from sketchapp.synth.simulator.habits import BOUNDS
from sketchapp.synth.simulator.statistics import Drawing, frame_side
from sketchapp.synth.simulator.traced import as_traced_picture, traced

CUT_STROKES = {"chairv2": 15}
"""Where a source cut its drawings: strokes that it kept at most."""

CLUMSY_DIAL = (0.9, 0.1)
"""Mean and spread of the abstraction that drawings of the game of Quick, Draw! stand for."""

CLUMSY_WEIGHT = 0.25  # few drawings, of plainer things: they only hold the far end of the dial


def clean_drawings(rendered: Dataset, category: str) -> tuple[CleanDrawing, ...]:
    """The traced drawings of one category; DatasetError where there is none."""
    category_of = {photo.id: photo.category for photo in rendered.photos}
    pairs = [pair for pair in rendered.pairs if category_of[pair.photo_id] == category]
    clean = tuple(
        CleanDrawing.of([stroke.points for stroke in pair.sketch.strokes], pair.parts)
        for pair in pairs
        if isinstance(pair, RenderedPair) and pair.sketch
    )
    if not clean:
        there = ", ".join(sorted(set(category_of.values())))
        raise DatasetError(
            f"dataset {rendered.name} has no clean drawings of the category {category!r};"
            f" there are: {there}. Give a rendered: dataset with part names"
        )
    return clean


def target_of_pairs(dataset: Dataset, clean: Sequence[CleanDrawing]) -> Target:
    """The people who drew the sketches of a dataset of photos; pictures are traced."""
    if all(pair.is_vector for pair in dataset.pairs):
        real = tuple(
            drawing_of(pair.photo_id, pair.sketch) for pair in dataset.pairs if pair.sketch
        )
        most = CUT_STROKES.get(dataset.name, 500)
        return Target(dataset.name, real, tuple(clean), most_strokes=most)
    real = tuple(Drawing(pair.photo_id, traced(pair.lines)) for pair in dataset.pairs)
    return Target(dataset.name, real, tuple(clean), order=False, seen_as=as_traced_picture)


def target_of_doodles(
    name: str, doodles: Iterable[LabelledSketch], clean: Sequence[CleanDrawing]
) -> Target:
    """People in a hurry: drawings of the game that it recognised."""
    real = tuple(drawing_of(one.id, one.sketch) for one in doodles if one.is_recognised)
    return Target(name, real, tuple(clean), dial=CLUMSY_DIAL, weight=CLUMSY_WEIGHT)


def drawing_of(thing: str, sketch: Sketch) -> Drawing:
    """A sketch of a thing as its lines."""
    return Drawing(thing, tuple(stroke.points for stroke in sketch.strokes))


def recorded_spacing(drawings: Iterable[Drawing]) -> float:
    """The median distance of recorded points, of the longer side of each drawing.

    Within the bounds of the habit: files that keep corners only tell nothing of the device.
    """
    steps = [
        np.hypot(*np.diff(line, axis=0).T) / frame_side(drawing.lines)
        for drawing in drawings
        for line in drawing.lines
        if len(line) > 1
    ]
    return float(np.clip(np.median(np.concatenate(steps)), *BOUNDS["spacing"]))
