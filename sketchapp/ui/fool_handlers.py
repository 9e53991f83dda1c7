"""What the Fool panel asks of the server: a guess, or an attack, for the sketch on the canvas."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sketchapp.attacks import Attacked, AttackRequest, attack_sketch
from sketchapp.attacks.points import removed_lines
from sketchapp.errors import SketchError
from sketchapp.models.classifier import Classifier, Guess, guess_sketch, guesses_of
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats import read_sketch
from sketchapp.ui import text
from sketchapp.ui.fool.component import EPSILONS, GUESSES
from sketchapp.ui.spoken import json_text, spoken

DIGITS = 4  # of coordinates that are painted


def fool_handlers(classifier: Classifier) -> list[Callable[[object], str]]:
    """The server functions of a FoolPanel, by the names that fool.js calls.

    Attacks are made one at a time, and never hold up the search.
    """
    turn = threading.Lock()

    def guess_drawing(given: object) -> str:
        return spoken(lambda: _guess(classifier, given))

    def fool_drawing(given: object) -> str:
        with turn:
            return spoken(lambda: _fool(classifier, given))

    return [guess_drawing, fool_drawing]


def _guess(classifier: Classifier, given: object) -> str:
    guesses = guess_sketch(classifier, _sketch_of(given), GUESSES)
    return json_text({"guesses": [_plain(guess) for guess in guesses]})


def _fool(classifier: Classifier, given: object) -> str:
    sketch, fields = _sketch_of(given), given if isinstance(given, dict) else {}
    kind, target = fields.get("kind"), fields.get("target")
    if not isinstance(kind, str) or not (target is None or isinstance(target, str)):
        raise SketchError("an attack needs its kind as text, and a target as text or left out")
    request = AttackRequest(kind, fields.get("epsilon"), target=target)  # type: ignore[arg-type]
    return json_text(fooled_reply(classifier, attack_sketch(classifier, sketch, request), request))


def fooled_reply(
    classifier: Classifier, made: Attacked, request: AttackRequest
) -> dict[str, object]:
    """An attack as the page shows it (fool.js): pictures, guesses, marks and a sentence."""
    names = classifier.categories
    before, after = (guesses_of(row, names)[0] for row in (made.logits_before, made.logits_after))
    return {
        "success": made.success and made.changed,
        "verdict": _verdict(made, request, after),
        "marks": [_rounded(line) for line in _marks(made, request.kind)],
        "marked": "before" if made.removed else "after",
        "before": {"guess": _plain(before), "lines": _lines(made.before)},
        "after": {"guess": _plain(after), "lines": _lines(made.after)},
        "encodings": made.encodings,
    }


def _marks(made: Attacked, kind: str) -> Sequence[NDArray[np.float64]]:
    """The lines (n, 2) that went, or came."""
    if made.removed:
        return removed_lines(made.before, made.removed)
    if not made.changed:
        return []
    new = made.after.strokes if kind == "move" else made.after.strokes[-1:]
    return [stroke.points for stroke in new]


def _verdict(made: Attacked, request: AttackRequest, after: Guess) -> str:
    words = {
        "count": text.points_counted(_count(made, request)),
        "epsilon": request.epsilon,
        "after": text.FOOL_MESSAGES["guess"].format(**_plain(after)),
        "target": request.target,
    }
    if not made.changed:
        return _nothing(made, request).format(**words)
    if request.target is not None and not made.success:
        return text.NOT_TARGET.format(**words)
    return (text.FOOLED if made.success else text.NOT_FOOLED)[request.kind].format(**words)


def _nothing(made: Attacked, request: AttackRequest) -> str:
    """Why nothing was changed."""
    if made.success:
        return text.NAMED_ALREADY
    if request.kind == "sla" and len(made.before) == 1:
        return text.ONLY_STROKE
    if request.kind == "sla" and request.epsilon >= max(EPSILONS):
        return text.NO_SMALL_STROKE
    return text.NOTHING_TO_DO[request.kind]


def _count(made: Attacked, request: AttackRequest) -> int:
    """Points that went, came or moved."""
    if made.removed:
        return len(made.removed)
    if request.kind == "move":
        return made.before.n_points
    return made.after.n_points - made.before.n_points


def _plain(guess: Guess) -> dict[str, object]:
    return {"category": guess.category, "percent": round(100 * guess.confidence)}


def _lines(sketch: Sketch) -> list[list[list[float]]]:
    return [_rounded(stroke.points) for stroke in sketch.strokes]


def _rounded(points: NDArray[np.float64]) -> list[list[float]]:
    return np.round(points, DIGITS).tolist()


def _sketch_of(given: object) -> Sketch:
    sketch = given.get("sketch") if isinstance(given, dict) else None
    if not isinstance(sketch, str):
        raise SketchError("a sketch is sent as JSON text")
    return read_sketch(sketch, "json")
