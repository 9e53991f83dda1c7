from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchapp.errors import SketchError
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats.sketch_json import (
    document_of_sketch,
    sketch_from_document,
    sketch_from_json,
    sketch_to_json,
)
from tests.degenerate import DEGENERATE, TOO_LONG
from tests.sketch.drawn import sketches

STROKE = {"id": 3, "x": [0.1, 0.5], "y": [0.2, 0.25], "t": [0, 16.5], "p": [0.4, 1], "kind": "pen"}


def document(**changes: Any) -> dict[str, Any]:
    """A document of one stroke, with these keys changed, or left out where None."""
    stroke = {k: v for k, v in {**STROKE, **changes}.items() if v is not None}
    return {"version": 1, "strokes": [stroke]}


def test_reads_the_documented_form() -> None:
    (stroke,) = sketch_from_document(document()).strokes
    assert (stroke.id, stroke.pointer) == (3, "pen")
    assert stroke.points.tolist() == [[0.1, 0.2], [0.5, 0.25]]
    assert stroke.time_ms.tolist() == [0, 16.5]
    assert stroke.pressure.tolist() == [0.4, 1]


def test_times_pressures_and_kind_may_be_missing() -> None:
    (stroke,) = sketch_from_document(document(t=None, p=None, kind=None)).strokes
    assert stroke.time_ms.tolist() == [0, 1]
    assert stroke.pressure.tolist() == [0.5, 0.5]
    assert stroke.pointer == "api"


def test_keys_beside_the_strokes_are_ignored() -> None:
    assert len(sketch_from_document({**document(), "revision": 7})) == 1


@given(sketches())
@settings(deadline=None)
def test_round_trip_is_exact(sketch: Sketch) -> None:
    assert sketch_from_json(sketch_to_json(sketch)) == sketch
    assert sketch_from_document(document_of_sketch(sketch)) == sketch
    assert json.loads(sketch_to_json(sketch)) == document_of_sketch(sketch)


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches_come_back(name: str) -> None:
    text = sketch_to_json(DEGENERATE[name])
    assert sketch_from_json(text) == DEGENERATE[name]
    assert sketch_from_json(b"\xef\xbb\xbf" + text.encode()) == DEGENERATE[name]


def test_the_largest_sketch_fits_into_the_limit() -> None:
    ugly = [[i / 7e4 + 1 / 3e5, i / 9e4 + 1 / 7e5] for i in range(10_000)]
    sketch = Sketch.from_polylines([ugly] * (LIMITS.points // 10_000))
    assert sketch.n_points == LIMITS.points
    assert sketch_from_json(sketch_to_json(sketch)) == sketch


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("null", "is None; a JSON object is needed"),
        ('{"strokes": []}', "version None; 1 can be read"),
        ('{"version": 2, "strokes": []}', "version 2; 1 can be read"),
        ('{"version": 1}', '"strokes" is None; a JSON list'),
        ('{"version": 1, "strokes": [5]}', "stroke number 0 is 5; a JSON object"),
        ('{"version": 1, "strokes": [{"id": 0, "x": [NaN], "y": [0]}]}', "not valid JSON"),
        ('{"version": 1, "strokes": [{"id": 0, "x": [1e999], "y": [0]}]}', "not valid JSON"),
        ('{"version": 1, "strokes": [{"id": 0, "x": [1e308], "y": [0]}]}', "allowed are -1 to 2"),
        ("[" * 100_000, "not valid JSON"),
        ("9" * 5_000, "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (TOO_LONG, "8,000,001 bytes; 8,000,000 are allowed"),
        (TOO_LONG.decode(), "8,000,000 are allowed"),
        ("\u20ac" * 3_000_000, "9,000,000 bytes; 8,000,000 are allowed"),
    ],
)
def test_refuses_texts(text: str | bytes, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_json(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"time": [0, 1]}, r"stroke number 0 has unknown keys \['time'\]"),
        ({"x": None}, '"x" is None; a JSON list'),
        ({"x": "0.1"}, "\"x\" is '0.1'; a JSON list"),
        ({"x": [0.1, "0.5"]}, '"x" holds something that is not a number'),
        ({"x": [0.1, True]}, "not a number"),
        ({"x": [0.1, 10**400]}, '"x" holds a number that is too large'),
        ({"x": [0.1, [0.5]]}, "not a number"),
        ({"x": [0.1]}, "1 x and 2 y; lengths must be equal"),
        ({"x": [], "y": [], "t": None, "p": None}, "n >= 1"),
        ({"t": [0]}, "lengths must be equal"),
        ({"t": [0, -1]}, "time_ms reach from -1"),
        ({"p": [0, 2]}, "pressure reach from 0 to 2"),
        ({"kind": "toe"}, "pointer 'toe'; allowed are"),
        ({"kind": ["pen"]}, "allowed are"),
        ({"id": None}, "id None is not a whole number"),
        ({"id": "3"}, "id '3' is not a whole number"),
        ({"id": 2**40}, "allowed are 0 to"),
    ],
)
def test_refuses_strokes(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_document(document(**changes))


def test_refuses_repeated_ids_and_too_many_strokes() -> None:
    with pytest.raises(SketchError, match="occur more than once"):
        sketch_from_document({"version": 1, "strokes": [STROKE, STROKE]})
    with pytest.raises(SketchError, match="501 strokes; 500 are allowed"):
        sketch_from_document({"version": 1, "strokes": [STROKE] * 501})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from([*STROKE, "version", "strokes"]), JSON_VALUES)
@settings(max_examples=300, deadline=None)
def test_whatever_a_key_holds_is_read_or_refused(key: str, value: Any) -> None:
    given_document = document(**{key: value}) if key in STROKE else {**document(), key: value}
    try:
        assert isinstance(sketch_from_document(given_document), Sketch)
    except SketchError as refusal:
        assert len(str(refusal)) > 20
