from __future__ import annotations

import pytest

from sketchapp.cleaning import Flag, Part
from sketchapp.sketch import Sketch
from sketchapp.ui.flags import flag_json

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9], [0.1, 0.1]]


def reason_of(line: list, value: float = -1.0, gain: float = 0.0312, **part: int) -> str:
    sketch = Sketch.from_polylines([SQUARE, line])
    whole = {"first": 0, "last": len(line) - 1} | part
    return flag_json(sketch, Flag(Part(1, **whole), value, gain))["reason"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ([[0.15, 0.15], [0.2, 0.2]], "at the top left"),
        ([[0.5, 0.5], [0.52, 0.5]], "in the middle"),
        ([[0.8, 0.5], [0.85, 0.5]], "on the right"),
        ([[0.5, 0.8]], "at the bottom"),
    ],
)
def test_a_reason_says_where(line: list, place: str) -> None:
    assert place in reason_of(line)


def test_a_reason_says_what_it_does_and_how_much() -> None:
    inside = [[0.2, 0.2], [0.4, 0.2]]
    assert "pulls the drawing away" in reason_of(inside)
    assert "adds nothing" in reason_of(inside, value=0.5)
    assert "beyond the rest" in reason_of([[0.9, 0.5], [1.4, 0.5]])
    assert "rises by 0.031" in reason_of(inside)
    assert "less than 0.001" in reason_of(inside, gain=2e-5)
    assert "(6 % of the ink)" in reason_of(inside)
    assert "under 1 %" in reason_of([[0.5, 0.5]])


def test_parts_and_whole_strokes_are_called_so() -> None:
    line = [[0.2, 0.2], [0.4, 0.2], [0.6, 0.2]]
    assert reason_of(line).startswith("Stroke at")
    assert reason_of(line, last=1).startswith("Part of a stroke")


def test_a_flag_names_its_stroke_and_points() -> None:
    sketch = Sketch.from_polylines([SQUARE])
    flag = flag_json(sketch, Flag(Part(0, 1, 3), -2.0, 0.25))
    assert (flag["stroke_id"], flag["first"], flag["last"], flag["gain"]) == (0, 1, 3, 0.25)
