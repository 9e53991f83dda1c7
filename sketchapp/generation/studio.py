"""Photos while somebody draws: the generator is loaded when it is first needed, then kept.

One pass at a time, so that several people, or several questions of one, take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from sketchapp.errors import SketchError
from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule, ignored_ids, read_rule
from sketchapp.generation.influence import Influence, influence_of
from sketchapp.generation.listen import emphasise_ignored
from sketchapp.generation.refine import refine_photo
from sketchapp.generation.without import difference_picture, photos_without
from sketchapp.models.sketch_to_photo.photo_generator import (
    CodedGenerator,
    GeneratedPhoto,
    load_photo_generator,
)
from sketchapp.sketch import Sketch

WAYS = ("stronger", "bend")  # to listen: draw ignored strokes stronger, or bend the photo to them
DEFAULT_METHOD = "projection"  # of influence, where no rule says which one
MOST_STROKES = 120  # whose influence is looked at while somebody waits


@dataclass(frozen=True, eq=False)
class Heeding:
    """The influence of every stroke, and which are ignored; None: that was never calibrated."""

    influence: Influence
    ignored: frozenset[int] | None


@dataclass(frozen=True, eq=False)
class Listened:
    """The photo after some of `total` steps; was and now: how much is not heeded, 0 for nothing.

    For `stronger` they are numbers of ignored strokes, for `bend` the share of the edges along them
    that is missing, 0..1. n_ignored strokes were ignored at first; `still` are those that are now,
    for `bend` those along which most of the edge is missing.
    """

    step: int
    total: int
    photo: GeneratedPhoto
    n_ignored: int
    was: float
    now: float
    still: frozenset[int]
    is_last: bool


class PhotoStudio:
    """What a page or a program asks for; raises CheckpointError where the weights are none.

    Everything about strokes needs at least one, else SketchError.
    """

    def __init__(
        self, checkpoint: Path, load: Callable[[Path], CodedGenerator] = load_photo_generator
    ) -> None:
        self.checkpoint, self._load = checkpoint, load
        self._turn = threading.Lock()
        self._opened: tuple[CodedGenerator, IgnoredRule | None] | None = None

    def categories(self) -> tuple[str, ...]:
        """Of which photos can be made; none where all are of one kind."""
        with self._turn:
            return self._open()[0].categories

    def photos(
        self, sketch: Sketch, seeds: Sequence[int], category: str | None = None
    ) -> tuple[GeneratedPhoto, ...]:
        """A photo for every seed, all of one category: the one that is named, or guessed."""
        _check(sketch)
        with self._turn:
            return self._open()[0].variants(sketch, seeds, category)

    def heeding(self, sketch: Sketch) -> Heeding:
        """How much the photo listens to each of at most MOST_STROKES strokes."""
        _check(sketch, MOST_STROKES)
        with self._turn:
            generator, rule = self._open()
            return _heeding(sketch, generator, rule)

    def without(
        self, sketch: Sketch, stroke_id: int, seed: int, category: str
    ) -> tuple[Tensor, Tensor]:
        """The photo (3, M, M) with one stroke left out, and the difference (M, M), both 0..1."""
        _check(sketch)
        if stroke_id not in sketch.ids:
            raise SketchError(f"the sketch has no stroke with the id {stroke_id}")
        with self._turn:
            generator, _ = self._open()
            (whole,) = generator.variants(sketch, [seed], category or None)
            drawn = DrawnSketch.of(sketch, generator)
            (left,) = photos_without(drawn, generator, [stroke_id], seed, whole.category)
            return left, difference_picture(whole.photo, left)

    def listen(
        self, sketch: Sketch, way: str, seed: int, category: str | None = None
    ) -> Iterator[Listened]:
        """Listen to the ignored strokes, step by step; step 0 is the photo as it was.

        way is one of WAYS. SketchError where nothing is ignored, or nothing was calibrated. Others
        get their turn between two steps; whoever asks for no further step stops it.
        """
        _check(sketch, MOST_STROKES)
        if way not in WAYS:
            raise SketchError(f"way {way!r} not found; there are: {', '.join(WAYS)}")
        with self._turn:
            generator, rule = self._open()
            ignored = _heeding(sketch, generator, rule).ignored
        if rule is None or ignored is None:
            raise SketchError("which strokes are ignored was not measured for these weights")
        if not ignored:
            raise SketchError("no stroke is ignored")
        if way == "stronger":
            return self._in_turn(_stronger(sketch, generator, rule, seed, category))
        return self._in_turn(_bent(sketch, generator, ignored, seed, category))

    def _in_turn(self, steps: Iterator[Listened]) -> Iterator[Listened]:
        while True:
            with self._turn:
                state = next(steps, None)
            if state is None:
                return
            yield state

    def _open(self) -> tuple[CodedGenerator, IgnoredRule | None]:
        if self._opened is None:
            generator = self._load(self.checkpoint)
            self._opened = generator, read_rule(self.checkpoint, generator.id)
        return self._opened


def _heeding(sketch: Sketch, generator: CodedGenerator, rule: IgnoredRule | None) -> Heeding:
    drawn = DrawnSketch.of(sketch, generator)
    influence = influence_of(drawn, generator, rule.method if rule else DEFAULT_METHOD)
    return Heeding(influence, ignored_ids(influence, rule) if rule else None)


def _stronger(
    sketch: Sketch, generator: CodedGenerator, rule: IgnoredRule, seed: int, category: str | None
) -> Iterator[Listened]:
    for state in emphasise_ignored(sketch, generator, rule, seed, category):
        first, now = len(state.first_ignored), len(state.ignored)
        counts = (first, first, now)
        yield Listened(state.step, state.total, state.photo, *counts, state.ignored, state.is_last)


def _bent(
    sketch: Sketch,
    generator: CodedGenerator,
    ignored: frozenset[int],
    seed: int,
    category: str | None,
) -> Iterator[Listened]:
    before = generator.generate(sketch, seed, category)
    was: float | None = None
    for state in refine_photo(sketch, generator, before, ignored):
        was = state.unheeded if was is None else was
        counts, is_last = (len(ignored), was, state.unheeded), state.step == state.total
        yield Listened(state.step, state.total, state.photo, *counts, state.still, is_last)


def _check(sketch: Sketch, most: int | None = None) -> None:
    if not sketch:
        raise SketchError("the sketch has no strokes; draw at least one")
    if most is not None and len(sketch) > most:
        raise SketchError(
            f"the sketch has {len(sketch)} strokes; the influence of {most} at most is looked at"
        )
