"""Which method is the default, and where the thresholds lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sketchapp.training.sketch_to_photo.ignored_fit import (
    Telling,
    best_method,
    fit_rule,
    influence_table,
    truly_ignored,
)
from sketchapp.training.sketch_to_photo.strokes import JudgedSketch


def judged(seed: int, n: int = 12) -> JudgedSketch:
    """psla says what leaving out does, sla the contrary, projection nothing; the last is added."""
    rng = np.random.default_rng(seed)
    moved = rng.permutation(n) / n
    exact = np.stack([moved, moved**2, moved**3])
    values = {
        "leave-one-out": exact,
        "psla": exact + 1.0,
        "sla": -exact,
        "projection": rng.random((3, n)),
    }
    per_ink = {name: each / 2 for name, each in values.items()}
    last = np.arange(n) == n - 1
    seconds = dict.fromkeys(values, 0.5)
    return JudgedSketch(values, per_ink, np.full(n, 2.0), moved, last, last, seconds)


def test_the_default_is_the_gradient_that_agrees_with_leaving_out() -> None:
    sketches = [judged(seed) for seed in range(4)]
    assert best_method(sketches) == "psla"
    table = influence_table(sketches)
    assert table["methods"]["psla"]["code"] == {"coarse": 1, "mid": 1, "fine": 1}
    assert table["methods"]["sla"]["photo"]["mid"] == -1
    assert table["methods"]["length"]["code"]["fine"] is None  # all are equally long
    assert table["methods"]["psla"]["seconds"] == 0.5


def test_thresholds_part_what_moves_the_photo_from_what_does_not() -> None:
    rule = fit_rule([judged(seed) for seed in range(6)], "abc", "psla", 0.25)
    assert rule.method == "psla" and rule.model == "abc" and rule.distance == 0.25
    everything = rule.figures["all"]
    assert everything["precision"] > 0.9 and everything["recall"] > 0.9
    assert rule.figures["n_sketches"] == 3 and everything["n"] == 36
    assert rule.figures["scribbles"]["n"] == 3 and rule.figures["drawn"]["n"] == 33


def test_without_a_method_the_one_that_tells_best_is_taken() -> None:
    rule = fit_rule([judged(seed) for seed in range(6)], "abc", None, 0.25)
    by_method = rule.figures["all_by_method"]
    assert rule.method in ("psla", "leave-one-out")
    assert by_method["sla"]["precision"] < 0.7 < by_method["psla"]["precision"]


def test_a_long_line_must_move_the_photo_more() -> None:
    short = judged(0)
    assert truly_ignored([short], 0.25).sum() == (short.moved < 0.5).sum() == 6
    assert truly_ignored([replace(short, lengths=short.lengths * 2)], 0.25).all()


def test_telling_counts_hits() -> None:
    flagged, ignored = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 1], bool)
    told = Telling.of(flagged, ignored)
    assert (told.precision, told.recall) == (0.5, pytest.approx(1 / 3, abs=1e-4))
    assert told.f1 == pytest.approx(0.4, abs=1e-4)
    assert Telling.of(flagged & False, ignored).precision is None
    assert Telling.of(flagged, ignored & False).f1 == 0
