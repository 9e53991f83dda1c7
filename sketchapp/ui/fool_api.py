"""Named endpoints for programs: what a sketch is taken for, and attacks on that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import orjson

from sketchapp.attacks import KINDS, AttackRequest, Kind, attack_sketch
from sketchapp.errors import SketchAppError
from sketchapp.models.classifier import Classifier, guess_sketch, guesses_of
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui import text
from sketchapp.ui.api import (
    SketchJson,
    check_choice,
    check_range,
    read_object,
    refusals_as_sentences,
)


class NameGuess(TypedDict):
    """A name for a sketch, and how sure the classifier is, 0..1."""

    category: str
    confidence: float


class FooledSketch(TypedDict):
    """An attack: guesses and sketches before and after, both with simplified points.

    success: the name is another one now, or the wanted one. removed are the points that went, by
    their numbers through all strokes of `before`.
    """

    success: bool
    guess_before: NameGuess
    guess_after: NameGuess
    removed: list[int]
    before: dict
    after: dict
    encodings: int


def fool_endpoints(classifier: Classifier | None) -> tuple[Callable, Callable]:
    """`classify_sketch` and `fool_sketch`; without a classifier both refuse in a sentence."""

    def there() -> Classifier:
        if classifier is None:
            raise SketchAppError(text.FOOL_MISSING)
        return classifier

    def classify_sketch(sketch: SketchJson, count: int = 5) -> list[NameGuess]:
        """Say what a sketch is taken for, likeliest first.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            count: how many names, 1 to 100
        """
        with refusals_as_sentences():
            check_range("count", count, 1, 100)
            guesses = guess_sketch(there(), read_object(sketch), count)
            return [NameGuess(category=g.category, confidence=g.confidence) for g in guesses]

    def fool_sketch(
        sketch: SketchJson,
        kind: Kind = "sla",
        epsilon: int = 5,
        category: str | None = None,
        target: str | None = None,
    ) -> FooledSketch:
        """Change a sketch a little so that the classifier gives it another name.

        Args:
            sketch: {"version": 1, "strokes": [{"id", "x", "y", "t", "p", "kind"}]}, x and y in 0..1
            kind: "sla" removes one stroke, "psla" points, "add" adds a stroke, "move" moves points
            epsilon: points removed or added at most; for "move" how far, of a box of 256; 1 to 50
            category: what the sketch shows; left out, what the classifier takes it for
            target: the name that is wanted; left out, any other
        """
        with refusals_as_sentences():
            check_choice("kind", kind, KINDS)
            model = there()
            request = AttackRequest(kind, epsilon, category, target)
            made = attack_sketch(model, read_object(sketch), request)
            first, last = (
                guesses_of(logits, model.categories)[0]
                for logits in (made.logits_before, made.logits_after)
            )
            return FooledSketch(
                success=made.success,
                guess_before=NameGuess(category=first.category, confidence=first.confidence),
                guess_after=NameGuess(category=last.category, confidence=last.confidence),
                removed=list(made.removed),
                before=orjson.loads(sketch_to_json(made.before)),
                after=orjson.loads(sketch_to_json(made.after)),
                encodings=made.encodings,
            )

    return classify_sketch, fool_sketch
