"""Table 3 on classifiers whose answers are known."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sketchapp.data.labelled import LabelledSketch, LabelledSketches
from sketchapp.errors import DatasetError
from sketchapp.models.classifier import load_classifier
from sketchapp.sketch import Sketch
from sketchapp.training.attack_table import AttackJob, attack_table, judged_drawings
from sketchapp.training.classifier.drawings import drawing_mark
from tests.models.tiny_classifiers import NAMES, left_or_right, saved_classifier
from tests.training.classifier.made_drawings import made_drawings

FRAME = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def sided(x: float, length: float, extra: float) -> Sketch:
    """Ink on one side, and a little on the other."""
    side = [[x, 0.1], [x, 0.1 + length]]
    return Sketch.from_polylines([FRAME, side, [[1 - x, 0.4], [1 - x, 0.4 + extra]]])


DRAWINGS = (
    LabelledSketch("left/fragile", "left", sided(0.2, 0.6, 0.3)),  # one stroke decides
    LabelledSketch("left/wrong", "left", sided(0.8, 0.6, 0.3)),  # it is on the right
    LabelledSketch("right/fragile", "right", sided(0.8, 0.6, 0.3)),
    LabelledSketch("up/other", "up", sided(0.8, 0.6, 0.3)),
)


@pytest.fixture
def sides(monkeypatch: pytest.MonkeyPatch) -> tuple[str, LabelledSketches]:
    module = ModuleType("somebodys")
    module.made = left_or_right  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys", module)
    names = ("left", "right", "up")
    data = LabelledSketches("made", names, lambda name: (d for d in DRAWINGS if d.category == name))
    return "somebodys:made", data


def test_the_table_of_a_plugged_in_classifier(sides: tuple[str, LabelledSketches]) -> None:
    source, data = sides
    table = attack_table(AttackJob(source, (data,), further=True))
    keys = ["none", "sla_5", "sla_15", "psla_5", "psla_15", "random_5", "random_15"]
    assert [key for key in table if key in keys] == keys
    assert table["n"] == 3 and table["n_categories"] == 2 and table["skipped_category"] == 1
    assert table["none"] == 66.67 and table["n_right"] == 2
    assert table["sla_5"] == 0.0 and table["sla_15"] == 0.0  # wrong before counts as wrong
    assert table["psla_5"] == 0.0 and 0 <= table["random_stroke_5"] <= 66.67
    assert {"add_5", "move_4"} <= set(table)


def test_drawings_trained_on_are_not_judged_by(tmp_path: Path) -> None:
    every = list(made_drawings())
    seen = [drawing_mark(d) for d in every if d.id.endswith("-3")]
    path = saved_classifier(tmp_path / "c.safetensors", ("line", "square"), trained_on=seen)
    judged = judged_drawings(load_classifier(path), path, [made_drawings()])
    assert judged.skipped_seen == 2 and judged.skipped_category == 17
    assert not any(d.id.endswith("-3") for d in judged.drawings)
    table = attack_table(AttackJob(path, (made_drawings(),), limit=5, seed=1))
    assert table["n"] == 5 and np.isfinite([table["sla_5"], table["random_15"]]).all()
    assert table == attack_table(AttackJob(path, (made_drawings(),), limit=5, seed=1))


def test_without_a_drawing_to_judge_by_it_says_so(tmp_path: Path) -> None:
    path = saved_classifier(tmp_path / "c.safetensors", NAMES)
    with pytest.raises(DatasetError, match="2 drawings 0 are of"):
        attack_table(AttackJob(path, (made_drawings(counts={"rare": 2}),)))
