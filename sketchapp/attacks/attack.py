"""`attack`: one attack on one sketch, by its name, for the page, the API and the table alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sketchapp.attacks.add import BEND_STEPS, add_stroke
from sketchapp.attacks.move import Movement, move_points
from sketchapp.attacks.points import without_points
from sketchapp.attacks.remove import Removal, psla_attack, sla_attack
from sketchapp.attacks.victim import Goal, Victim
from sketchapp.errors import SketchAppError
from sketchapp.models.classifier import Classifier
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats.quickdraw import SIMPLIFIED_SIDE
from sketchapp.sketch.quickdraw_points import box_side, quickdraw_simplified

Kind = Literal["sla", "psla", "add", "move"]
"""Remove one stroke; remove points; add one stroke; move all points."""

KINDS: tuple[Kind, ...] = get_args(Kind)
PAGE_ENCODINGS = 16  # pictures that an attack on the page may show to the classifier
FEWEST_ENCODINGS = 12
MAX_EPSILON = 50


@dataclass(frozen=True)
class AttackRequest:
    """What to do to a sketch, and what for.

    epsilon: points that may be removed or added; for `move`, how far each may go along an axis, of
    a box of 256. category is what the sketch shows (None: what the classifier takes it for);
    with a target the attack wants that name, without one any other.
    encodings: how many pictures may be shown to the classifier; None, for `sla` and `psla`: every
    candidate is tried.
    """

    kind: Kind
    epsilon: int = 5
    category: str | None = None
    target: str | None = None
    encodings: int | None = PAGE_ENCODINGS

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SketchAppError(f"attack {self.kind!r} not found; there are: {', '.join(KINDS)}")
        is_whole = isinstance(self.epsilon, int) and not isinstance(self.epsilon, bool)
        if not is_whole or not 1 <= self.epsilon <= MAX_EPSILON:
            raise SketchAppError(
                f"epsilon is {self.epsilon!r}; allowed are 1 to {MAX_EPSILON}, whole numbers only"
            )
        if self.encodings is not None and self.encodings < FEWEST_ENCODINGS:
            raise SketchAppError(
                f"{self.encodings} encodings are too few; allowed are {FEWEST_ENCODINGS} and more"
            )


@dataclass(frozen=True, eq=False)
class Attacked:
    """A sketch before and after an attack, both with simplified points, and their logits (C,).

    removed are the points that went, by their numbers in `before`. success: the classifier gives
    another name than that of the drawing now, or, with a target, the wanted one.
    """

    before: Sketch
    after: Sketch
    removed: tuple[int, ...]
    logits_before: NDArray[np.float64]
    logits_after: NDArray[np.float64]
    success: bool
    encodings: int

    @property
    def changed(self) -> bool:
        """Whether the attack found anything to do."""
        return self.after is not self.before


def attack_sketch(classifier: Classifier, sketch: Sketch, request: AttackRequest) -> Attacked:
    """The attack on a sketch as it was drawn; SketchAppError for one without strokes.

    Its points are simplified first: only what is left of them counts.
    """
    if not sketch:
        raise SketchAppError("the sketch has no strokes; draw at least one")
    before = quickdraw_simplified(sketch)
    return attack(classifier, before, request)


def attack(
    classifier: Classifier,
    sketch: Sketch,
    request: AttackRequest,
    logits: NDArray[np.float64] | None = None,
) -> Attacked:
    """The same on a sketch with simplified points; logits (C,) are its own, where known.

    Of a sketch that has the wanted name already nothing is changed.
    """
    first = Victim(classifier, Goal(0))
    before = first.logits([sketch])[0] if logits is None else logits
    goal = _goal(classifier, request, before)
    if goal.targeted and goal.is_reached(before):
        return Attacked(sketch, sketch, (), before, before, True, first.encodings)
    victim = Victim(classifier, goal)
    victim.encodings = first.encodings
    removed, after = _changed(victim, sketch, request)
    end = before if after is sketch else victim.logits([after])[0]
    return Attacked(sketch, after, removed, before, end, goal.is_reached(end), victim.encodings)


def _goal(classifier: Classifier, request: AttackRequest, logits: NDArray[np.float64]) -> Goal:
    if request.target is not None:
        return Goal(category_number(classifier, request.target), targeted=True)
    if request.category is not None:
        return Goal(category_number(classifier, request.category))
    return Goal(int(logits.argmax()))


def category_number(classifier: Classifier, name: str) -> int:
    """The number of a category; SketchAppError where the classifier does not know it."""
    if name not in classifier.categories:
        known = classifier.categories
        raise SketchAppError(
            f"category {name!r} not found; there are {len(known)}: {', '.join(known)}"
        )
    return classifier.categories.index(name)


def _changed(
    victim: Victim, sketch: Sketch, request: AttackRequest
) -> tuple[tuple[int, ...], Sketch]:
    """The points that go, and the sketch afterwards; the same object where nothing is done."""
    left = None if request.encodings is None else request.encodings - victim.encodings
    if request.kind in ("sla", "psla"):
        return _removed(victim, sketch, request, left)
    within = PAGE_ENCODINGS - 1 if left is None else left
    if request.kind == "add":
        if len(sketch) >= LIMITS.strokes:
            return (), sketch
        return (), add_stroke(victim, sketch, request.epsilon, within - BEND_STEPS - 3)
    bound = request.epsilon * box_side(sketch) / SIMPLIFIED_SIDE
    return (), move_points(victim, sketch, Movement(bound, within - 2))


def _removed(
    victim: Victim, sketch: Sketch, request: AttackRequest, left: int | None
) -> tuple[tuple[int, ...], Sketch]:
    attacks = {"sla": (sla_attack, 6), "psla": (psla_attack, 8)}  # and passes beside the tries
    find, others = attacks[request.kind]
    removal = Removal(request.epsilon, None if left is None else left - others)
    removed = find(victim, sketch, removal)
    return removed, without_points(sketch, removed) if removed else sketch
