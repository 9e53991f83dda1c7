"""What the Fool panel is told, and what it is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui.fool_handlers import fool_handlers
from tests.degenerate import DEGENERATE
from tests.models.tiny_classifiers import left_or_right

FRAME = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
SIDED = Sketch.from_polylines(
    [FRAME, [[0.2, 0.1], [0.2, 0.9]], [[0.3, 0.4], [0.3, 0.6]], [[0.8, 0.4], [0.8, 0.9]]]
)


def ask(function: int, **fields: Any) -> dict[str, Any]:
    given = {"sketch": sketch_to_json(SIDED)} | fields
    return json.loads(fool_handlers(left_or_right())[function](given))


def test_the_page_learns_what_it_looks_like():
    guesses = ask(0)["guesses"]
    assert [guess["category"] for guess in guesses] == ["left", "right"]
    assert guesses[0]["percent"] > 50
    assert ask(0, sketch='{"version":1,"strokes":[]}')["guesses"] == []


def test_a_removed_stroke_is_marked_before_and_gone_after():
    answer = ask(1, kind="sla", epsilon=5)
    assert answer["success"] and answer["marked"] == "before"
    assert answer["marks"] == [[[0.2, 0.1], [0.2, 0.9]]]
    assert answer["before"]["guess"]["category"] == "left"
    assert answer["after"]["guess"]["category"] == "right"
    assert len(answer["after"]["lines"]) == 3 and answer["encodings"] <= 16
    assert "2 points" in answer["verdict"] and "right" in answer["verdict"]


@pytest.mark.parametrize(("kind", "marks"), [("add", 1), ("move", 4)])
def test_what_came_is_marked_after(kind: str, marks: int):
    answer = ask(1, kind=kind, epsilon=5)
    assert answer["marked"] == "after" and len(answer["marks"]) == marks


def test_a_missed_target_and_nothing_to_do_are_said():
    assert "not right" in ask(1, kind="move", epsilon=1, target="right")["verdict"]
    nothing = ask(1, kind="sla", epsilon=1)
    assert not nothing["success"] and nothing["marks"] == []
    assert "Allow more points" in nothing["verdict"]
    named = ask(1, kind="psla", epsilon=5, target="left")
    assert "says left" in named["verdict"] and "already" in named["verdict"]
    assert not named["success"] and named["marks"] == []


def test_advice_is_what_can_be_done():
    alone = Sketch.from_polylines([[[0.2, 0.1], [0.2, 0.9]]])
    verdict = ask(1, sketch=sketch_to_json(alone), kind="sla", epsilon=15)["verdict"]
    assert verdict == "It is the only stroke. Draw another one."
    rng = np.random.default_rng(0)
    long = Sketch.from_polylines(rng.random((2, 40, 2)))
    verdict = ask(1, sketch=sketch_to_json(long), kind="sla", epsilon=15)["verdict"]
    assert "15 points or fewer" in verdict and "Allow more" not in verdict


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "melt"},
        {"kind": None},
        {"epsilon": 0},
        {"epsilon": "5"},
        {"epsilon": None},
        {"target": "up"},
        {"target": 3},
        {"sketch": None},
        {"sketch": "{"},
        {"sketch": '{"version":1,"strokes":[]}'},
    ],
)
def test_wrong_questions_get_a_sentence(wrong: dict):
    answer = ask(1, **({"kind": "sla", "epsilon": 5} | wrong))
    assert set(answer) == {"revision", "error"} and "wrong on our side" not in answer["error"]


@pytest.mark.parametrize("name", sorted(set(DEGENERATE) - {"no stroke"}))
def test_any_sketch_gets_an_answer(name: str):
    sketch = sketch_to_json(DEGENERATE[name])
    for kind in ("psla", "add"):
        answer = ask(1, sketch=sketch, kind=kind, epsilon=5)
        assert (
            "error" not in answer
            or "strokes are allowed" in answer["error"]
            or ("500 are allowed" in answer["error"])
        )
