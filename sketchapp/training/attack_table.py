"""Table 3 of the stroke attribution paper: accuracy of a classifier under attack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sketchapp.attacks import Attacked, AttackRequest, attack
from sketchapp.attacks.points import without_points
from sketchapp.attacks.remove import random_points, random_stroke
from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.errors import DatasetError
from sketchapp.models.checkpoint import read_config
from sketchapp.models.classifier import Classifier, load_classifier, logits_of
from sketchapp.sketch import Sketch
from sketchapp.sketch.quickdraw_points import quickdraw_simplified
from sketchapp.training.classifier.drawings import drawing_mark

EPSILONS = (5, 15)
DRAWS = 5  # of every random removal, averaged
MOVED = 4  # of a box of 256: how far points go in the further attacks
Survives = Callable[[Sketch, str, np.ndarray], float]
"""A sketch that is named rightly, its name, its logits: the share that is right afterwards."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Drawings that a classifier may be judged by, and how many were left out and why."""

    drawings: tuple[LabelledSketch, ...]
    skipped_category: int
    skipped_seen: int


@dataclass(frozen=True)
class AttackJob:
    """What is attacked by what: a classifier of `load_classifier`, and drawings.

    limit: drawings, drawn at random with the seed; None: all. further: also the attacks that Table
    3 does not have.
    """

    source: Path | str
    datasets: tuple[LabelledSketches, ...]
    limit: int | None = None
    further: bool = False
    seed: int = 0
    epsilons: tuple[int, ...] = field(default=EPSILONS)


def attack_table(job: AttackJob) -> dict[str, Any]:
    """Accuracy in percent without an attack and under each, on drawings that were not trained on.

    A drawing that is named wrongly counts as wrong under every attack. SLA and P-SLA try every
    stroke and every point.
    """
    classifier = load_classifier(job.source)
    judged = judged_drawings(classifier, job.source, job.datasets)
    rng = np.random.default_rng(job.seed)
    chosen = [judged.drawings[at] for at in sorted(_sample(len(judged.drawings), job.limit, rng))]
    sketches = [quickdraw_simplified(drawing.sketch) for drawing in chosen]
    logits = logits_of(classifier, sketches)
    truth = [drawing.category for drawing in chosen]
    named = np.array(classifier.categories)[logits.argmax(axis=1)]
    right = [at for at, name in enumerate(truth) if named[at] == name]
    table: dict[str, Any] = {"none": _percent(len(right), len(chosen))}
    for name, survives in _attacks(classifier, job, rng).items():
        left = sum(survives(sketches[at], truth[at], logits[at]) for at in right)
        table[name] = _percent(left, len(chosen))
    return table | {
        "n": len(chosen),
        "n_categories": len(set(truth)),
        "n_right": len(right),
        "skipped_category": judged.skipped_category,
        "skipped_seen": judged.skipped_seen,
    }


def judged_drawings(
    classifier: Classifier, source: Path | str, datasets: Iterable[LabelledSketches]
) -> Judged:
    """The drawings of the classifier's categories that its file does not name as trained on.

    Raises DatasetError where none is left.
    """
    is_file = Path(source).is_file()
    seen = set(read_config(Path(source)).get("trained_on", [])) if is_file else set()
    every = [drawing for dataset in datasets for drawing in dataset]
    own = [drawing for drawing in every if drawing.category in classifier.categories]
    unseen = tuple(drawing for drawing in own if drawing_mark(drawing) not in seen)
    if not unseen:
        raise DatasetError(
            f"of {len(every)} drawings {len(own)} are of the classifier's categories, and all of"
            " those were trained on; give others"
        )
    return Judged(unseen, len(every) - len(own), len(own) - len(unseen))


def _attacks(
    classifier: Classifier, job: AttackJob, rng: np.random.Generator
) -> dict[str, Survives]:
    """Every column of the table but the first."""
    by_chance = {"random": random_points, "random_stroke": random_stroke}
    attacks: dict[str, Survives] = {}
    for kind in ("sla", "psla"):
        for epsilon in job.epsilons:
            request = AttackRequest(kind, epsilon, encodings=None)
            attacks[f"{kind}_{epsilon}"] = partial(_outlives, classifier, request)
    for name, choose in by_chance.items():
        for epsilon in job.epsilons:
            removals = partial(choose, epsilon=epsilon, rng=rng)
            attacks[f"{name}_{epsilon}"] = partial(_outlives_chance, classifier, removals)
    if job.further:
        add = AttackRequest("add", job.epsilons[0])
        attacks[f"add_{job.epsilons[0]}"] = partial(_outlives, classifier, add)
        attacks[f"move_{MOVED}"] = partial(_outlives, classifier, AttackRequest("move", MOVED))
    return attacks


def _outlives(
    classifier: Classifier, request: AttackRequest, sketch: Sketch, name: str, logits: np.ndarray
) -> float:
    """1 where the sketch, whose name was right, keeps it."""
    named = AttackRequest(request.kind, request.epsilon, name, None, request.encodings)
    made: Attacked = attack(classifier, sketch, named, logits)
    return 0.0 if made.success else 1.0


def _outlives_chance(
    classifier: Classifier,
    choose: Callable[[Sketch], tuple[int, ...]],
    sketch: Sketch,
    name: str,
    logits: np.ndarray,
) -> float:
    """The share of DRAWS after which the sketch keeps its name."""
    del logits
    parts = [without_points(sketch, choose(sketch)) for _ in range(DRAWS)]
    found = logits_of(classifier, parts).argmax(axis=1)
    return float((found == classifier.categories.index(name)).mean())


def _sample(count: int, limit: int | None, rng: np.random.Generator) -> list[int]:
    return rng.permutation(count)[:limit].tolist()


def _percent(part: float, whole: int) -> float:
    return round(100 * part / whole, 2)
