"""Listen to every stroke, first way: ignored strokes are drawn thicker, then the others paler.

Source of the idea: the stroke attribution paper, Sec. 5.3, which raises what has little influence
until it reaches a minimum. Ink is at its maximum already, so thickness takes its place. Nothing
goes beyond what training has shown to the generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sketchapp.generation.drawn import DrawnSketch
from sketchapp.generation.ignored import IgnoredRule, ignored_ids
from sketchapp.generation.influence import Influence, influence_of
from sketchapp.models.sketch_to_photo.photo_generator import CodedGenerator, GeneratedPhoto
from sketchapp.sketch import Sketch
from sketchapp.sketch.emphasis import Emphasis

THICKENING, PALING = 3, 3  # steps to the thickest strokes, then to the faintest others


@dataclass(frozen=True, eq=False)
class ListenStep:
    """The state after some of `total` steps; step 0 is the photo as it was.

    first_ignored are the strokes that the photo did not heed at the start, ignored those that it
    does not heed now.
    """

    step: int
    total: int
    emphasis: Emphasis
    photo: GeneratedPhoto
    influence: Influence
    first_ignored: frozenset[int]
    ignored: frozenset[int]

    @property
    def is_last(self) -> bool:
        """Whether nothing is ignored any more, or nothing more may be done."""
        return not self.ignored or self.step == self.total


def emphasise_ignored(
    sketch: Sketch,
    generator: CodedGenerator,
    rule: IgnoredRule,
    seed: int,
    category: str | None = None,
) -> Iterator[ListenStep]:
    """Emphasise what is ignored, step by step, until nothing is or the bounds are reached.

    The last state is the one with the fewest ignored strokes, for the others may be ignored when
    they are paler. Every step costs one photo and one influence. Stop it by asking for no further
    step. The category is that of the first photo throughout.
    """
    best: ListenStep | None = None
    total = THICKENING + PALING
    for step in range(total + 1):
        emphasis = _emphasis(best.first_ignored if best else frozenset(), step, generator)
        photo = generator.generate(sketch, seed, category, emphasis)
        category = photo.category or None
        drawn = DrawnSketch.of(sketch, generator, emphasis)
        influence = influence_of(drawn, generator, rule.method)
        ignored = ignored_ids(influence, rule)
        first = best.first_ignored if best else ignored
        state = ListenStep(step, total, emphasis, photo, influence, first, ignored)
        best = state if best is None or len(ignored) <= len(best.ignored) else best
        yield state if step < total else replace(best, step=total)
        if state.is_last:
            return


def _emphasis(ids: frozenset[int], step: int, generator: CodedGenerator) -> Emphasis:
    """Of step 0: none; then thicker, then the others paler too."""
    thicker = min(step / THICKENING, 1.0)
    paler = max(step - THICKENING, 0) / PALING
    return Emphasis(
        ids, 1 + thicker * (generator.thickest - 1), 1 - paler * (1 - generator.faintest)
    )
