"""Attacks on classifiers whose answers are known, and on a small network against naive twins."""

from __future__ import annotations

import numpy as np
import pytest

from sketchapp.attacks import KINDS, PAGE_ENCODINGS, AttackRequest, attack, attack_sketch
from sketchapp.attacks.points import without_points
from sketchapp.attacks.remove import random_points, random_stroke
from sketchapp.errors import SketchAppError
from sketchapp.models.classifier import NamedClasses, logits_of
from sketchapp.sketch import LIMITS, RasterStyle, Sketch
from sketchapp.sketch.quickdraw_points import box_side, quickdraw_simplified
from tests.degenerate import DEGENERATE
from tests.models.tiny_classifiers import halves, left_or_right, tiny_classifier

FRAME = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def sketch_of(*lines: list) -> Sketch:
    return Sketch.from_polylines([FRAME, *lines])


SIDED = sketch_of(
    [[0.2, 0.1], [0.2, 0.9]],  # long, on the left
    [[0.3, 0.4], [0.3, 0.6]],  # short, on the left
    [[0.8, 0.4], [0.8, 0.9]],  # on the right
)


def scribbles(rng: np.random.Generator, strokes: int = 9, points: int = 6) -> Sketch:
    return Sketch.from_polylines(list(rng.uniform(0.05, 0.95, (strokes, points, 2))))


def cross_entropy(logits: np.ndarray, label: int) -> float:
    return float(np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[label])


@pytest.mark.parametrize("encodings", [None, PAGE_ENCODINGS])
def test_the_stroke_that_carries_the_name_goes(encodings: int | None) -> None:
    made = attack(left_or_right(), SIDED, AttackRequest("sla", 2, encodings=encodings))
    assert made.logits_before.argmax() == 0 and made.success
    assert made.removed == (5, 6) and made.after == SIDED.without([1])
    assert made.logits_after.argmax() == 1


def test_strokes_of_more_points_stay() -> None:
    made = attack(left_or_right(), SIDED, AttackRequest("sla", 1))
    assert not made.changed and not made.success and made.removed == ()
    alone = Sketch.from_polylines([[[0.1, 0.1], [0.2, 0.9]]])
    assert not attack(left_or_right(), alone, AttackRequest("sla", 5)).changed


@pytest.mark.parametrize("seed", [0, 1])
def test_exhaustive_sla_is_equation_12(seed: int) -> None:
    classifier, sketch = tiny_classifier(), scribbles(np.random.default_rng(seed), points=5)
    made = attack(classifier, sketch, AttackRequest("sla", 5, "line", encodings=None))
    losses = [cross_entropy(logits_of(classifier, [sketch.without([i])])[0], 1) for i in sketch.ids]
    assert made.after == sketch.without([int(np.argmax(losses))])


@pytest.mark.parametrize("epsilon", [1, 4])
def test_exhaustive_psla_is_equation_13(epsilon: int) -> None:
    classifier, sketch = tiny_classifier(), scribbles(np.random.default_rng(2), 3, 5)
    made = attack(classifier, sketch, AttackRequest("psla", epsilon, "square", encodings=None))
    losses = [
        cross_entropy(logits_of(classifier, [without_points(sketch, [t])])[0], 2)
        for t in range(sketch.n_points)
    ]
    assert set(made.removed) == set(np.argsort(losses)[-epsilon:].tolist())
    assert made.after.n_points == sketch.n_points - epsilon


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", [None, "circle"])
def test_a_page_is_answered_within_sixteen_pictures(kind: str, target: str | None) -> None:
    shown = 0
    network = tiny_classifier()

    def counting(images):
        nonlocal shown
        shown += len(images)
        return network(images)

    classifier = NamedClasses(counting, network.categories, network.style)
    sketch = scribbles(np.random.default_rng(3), 30, 5)
    made = attack_sketch(classifier, sketch, AttackRequest(kind, 5, target=target))  # type: ignore[arg-type]
    assert made.encodings == shown <= PAGE_ENCODINGS
    np.testing.assert_allclose(made.logits_after, logits_of(network, [made.after])[0], atol=1e-4)


@pytest.mark.parametrize("kind", ["sla", "psla"])
def test_candidates_by_gradient_are_better_than_by_chance(kind: str) -> None:
    """On more strokes than are tried: what is chosen must hurt more than random removal does."""
    classifier, rng = left_or_right(), np.random.default_rng(4)
    hurt, by_chance = [], []
    choose = random_stroke if kind == "sla" else random_points
    for _ in range(4):
        sketch = scribbles(rng, 40, 4)
        request = AttackRequest(kind, 4, "left")  # type: ignore[arg-type]
        hurt.append(cross_entropy(attack(classifier, sketch, request).logits_after, 0))
        parts = [without_points(sketch, choose(sketch, 4, rng)) for _ in range(13)]
        by_chance.append(max(cross_entropy(row, 0) for row in logits_of(classifier, parts)))
    assert np.mean(hurt) > np.mean(by_chance)  # than the best of thirteen


def test_a_target_is_reached_or_the_attack_failed() -> None:
    towards = attack(left_or_right(), SIDED, AttackRequest("sla", 5, target="left"))
    assert towards.success  # it is called so already, and stays
    away = attack(left_or_right(), SIDED, AttackRequest("sla", 2, target="right"))
    assert away.success and away.logits_after.argmax() == 1
    kept = attack(left_or_right(), SIDED, AttackRequest("sla", 1, target="right"))
    assert not kept.success


def test_a_small_stroke_is_added_where_the_other_name_wants_ink() -> None:
    sketch = sketch_of([[0.25, 0.2], [0.25, 0.30]])
    made = attack(left_or_right(), sketch, AttackRequest("add", 3))
    assert made.after.strokes[:-1] == sketch.strokes and made.success
    added = made.after.strokes[-1]
    assert added.id == 2 and len(added) <= 3
    assert added.points[:, 0].min() > 0.5  # on the right
    assert np.ptp(added.points, axis=0).max() < 0.2 * box_side(sketch)


def test_no_stroke_is_added_that_would_not_help() -> None:
    constant = NamedClasses(lambda x: halves(x) * 0, ("left", "right"), RasterStyle(48))
    assert not attack(constant, SIDED, AttackRequest("add", 3)).changed


@pytest.mark.parametrize("bound", [1, 8])
def test_points_move_within_the_bound_and_raise_the_loss(bound: int) -> None:
    classifier, sketch = tiny_classifier(), scribbles(np.random.default_rng(5))
    made = attack(classifier, sketch, AttackRequest("move", bound, "line"))
    unit = box_side(sketch) / 255
    assert made.after.ids == sketch.ids and made.after.n_points == sketch.n_points
    assert np.abs(made.after.points - sketch.points).max() <= bound * unit + 1e-12
    assert cross_entropy(made.logits_after, 1) > cross_entropy(made.logits_before, 1)


def test_points_are_counted_after_simplification() -> None:
    dense = np.column_stack([np.full(200, 0.2), np.linspace(0.1, 0.9, 200)])
    raw = Sketch((*SIDED.without([1]).strokes, *Sketch.from_polylines([dense] * 5).strokes[4:]))
    made = attack_sketch(left_or_right(), raw, AttackRequest("sla", 2))
    assert made.before == quickdraw_simplified(raw)
    assert made.success and made.after == made.before.without([4])  # 200 points count as 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(set(DEGENERATE) - {"no stroke"}))
def test_any_sketch_can_be_attacked(kind: str, name: str) -> None:
    made = attack_sketch(left_or_right(), DEGENERATE[name], AttackRequest(kind, 5))  # type: ignore[arg-type]
    assert made.after and np.isfinite(made.logits_after).all()
    assert made.encodings <= PAGE_ENCODINGS


def test_points_of_a_sketch_without_room_for_more_strokes_go_too() -> None:
    rng = np.random.default_rng(0)
    full = Sketch.from_polylines(rng.random((LIMITS.strokes, 3, 2)))
    made = attack_sketch(left_or_right(), full, AttackRequest("psla", 15))
    assert 0 < made.after.n_points < made.before.n_points
    assert len(random_points(full, 15, rng)) == 15


def test_wrong_requests_are_refused_in_a_sentence() -> None:
    with pytest.raises(SketchAppError, match="there are: sla, psla, add, move"):
        AttackRequest("melt")  # type: ignore[arg-type]
    for wrong in (0, 51, 2.5, True):
        with pytest.raises(SketchAppError, match="allowed are 1 to 50"):
            AttackRequest("sla", wrong)  # type: ignore[arg-type]
    with pytest.raises(SketchAppError, match="left, right"):
        attack(left_or_right(), SIDED, AttackRequest("sla", target="up"))
    with pytest.raises(SketchAppError, match="no strokes"):
        attack_sketch(left_or_right(), Sketch(), AttackRequest("sla"))


def test_random_removal_is_of_the_same_size() -> None:
    rng = np.random.default_rng(0)
    assert len(set(random_points(SIDED, 5, rng))) == 5
    assert len(random_points(SIDED, 50, rng)) == SIDED.n_points - 2
    drawn = {random_stroke(SIDED, 2, rng) for _ in range(40)}
    assert drawn == {(5, 6), (7, 8), (9, 10)}
    assert random_stroke(SIDED, 1, rng) == ()
