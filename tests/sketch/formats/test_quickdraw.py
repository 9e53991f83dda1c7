from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sketchapp.errors import SketchError
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.quickdraw import (
    drawing_from_line,
    read_quickdraw,
    sketch_from_quickdraw,
    sketch_from_quickdraw_file,
    sketch_to_quickdraw,
)
from tests.degenerate import DEGENERATE, TOO_LONG
from tests.sketch.drawn import polylines, sketches

RAW = {
    "word": "hat",
    "countrycode": "FR",
    "timestamp": "2017-03-12 22:51:18.52595 UTC",
    "recognized": True,
    "key_id": "5716269791707136",
    "drawing": [[[100.5, 300.5], [50, 150], [0, 40]], [[200.5], [250], [90]]],
}
SIMPLIFIED = {"word": "hat", "drawing": [[[0, 255], [0, 102]], [[51], [255]]]}


def test_raw_is_scaled_by_one_factor_into_the_corner() -> None:
    sketch = sketch_from_quickdraw(RAW)
    assert polylines(sketch) == [[[0, 0], [1, 0.5]], [[0.5, 1]]]
    assert [stroke.time_ms.tolist() for stroke in sketch.strokes] == [[0, 40], [90]]
    assert sketch.ids == (0, 1)


def test_simplified_lies_on_0_to_255() -> None:
    assert polylines(sketch_from_quickdraw(SIMPLIFIED)) == [[[0, 0], [1, 0.4]], [[0.2, 1]]]


def test_times_are_counted_from_the_earliest() -> None:
    late = {"drawing": [[[0, 9], [0, 0], [1e12, 1e12 + 5]]]}
    assert sketch_from_quickdraw(late).strokes[0].time_ms.tolist() == [0, 5]


def test_reads_a_file_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "hat.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in (RAW, SIMPLIFIED)))
    first, second = read_quickdraw(path)
    assert (first.word, first.key_id, first.recognized) == ("hat", "5716269791707136", True)
    assert first.sketch == sketch_from_quickdraw(RAW)
    assert second.sketch == sketch_from_quickdraw(SIMPLIFIED)
    assert list(read_quickdraw(path, limit=1)) == [first]
    assert sketch_from_quickdraw_file(path.read_bytes()) == first.sketch


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hat.ndjson"
    path.write_text(json.dumps(RAW) + "\nnonsense\n")
    with pytest.raises(SketchError, match=r"hat\.ndjson, line 2: .*not valid JSON"):
        list(read_quickdraw(path))


@given(sketches())
@settings(deadline=None)
def test_round_trip_keeps_the_drawing_up_to_its_place(sketch: Sketch) -> None:
    drawing = drawing_from_line(sketch_to_quickdraw(sketch, "hat"))
    assert drawing.word == "hat"
    assert [len(s) for s in drawing.sketch.strokes] == [len(s) for s in sketch.strokes]
    if not sketch:
        return
    points, again = sketch.points - sketch.points.min(0), drawing.sketch.points
    assert np.allclose(points, again * (points.max() or 1), rtol=1e-9, atol=1e-14)
    times = np.concatenate([stroke.time_ms for stroke in sketch.strokes])
    assert np.array_equal(
        np.concatenate([stroke.time_ms for stroke in drawing.sketch.strokes]), times - times.min()
    )


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_sketches_come_back(name: str) -> None:
    line = sketch_to_quickdraw(DEGENERATE[name], "hat")
    again = sketch_from_quickdraw_file(line)
    assert [len(s) for s in again.strokes] == [len(s) for s in DEGENERATE[name].strokes]
    assert not again or (again.points.min() == 0 and again.points.max() in (0, 1))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (None, 'needs a list "drawing"'),
        ({}, 'needs a list "drawing"'),
        ({"drawing": "x"}, 'needs a list "drawing"'),
        ({"drawing": [5]}, "stroke 0 is not"),
        ({"drawing": [[[1]]]}, "stroke 0 is not"),
        ({"drawing": [[[1], [2], [3], [4]]]}, "stroke 0 is not"),
        ({"drawing": [[[1], [2, 3]]]}, r"rows of \[1, 2\] values"),
        ({"drawing": [[[], []]]}, r"rows of \[0, 0\] values"),
        ({"drawing": [[["1"], [2]]]}, "not a number"),
        ({"drawing": [[[1], [2]], [[1], [2], [3]]]}, "some have none"),
        ({"drawing": [[[1], [2]]] * 501}, "501 strokes; 500 are allowed"),
        ({"drawing": [[[1000], [2]]]}, "allowed are -1 to 2"),
        ({"drawing": [[[-1.7e308, 1.7e308], [0, 0], [0, 1]]]}, "not all finite"),
        ({"drawing": [[[0, 1], [0, 0], [0, 1e9]]]}, "time_ms reach from 0 to 1e"),
    ],
)
def test_refuses(record: Any, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_quickdraw(record)


@pytest.mark.parametrize(("text", "message"), [(" \n", "is empty"), (TOO_LONG, "are allowed")])
def test_refuses_uploads(text: str | bytes, message: str) -> None:
    with pytest.raises(SketchError, match=message):
        sketch_from_quickdraw_file(text)


@pytest.mark.parametrize("kind", ["raw", "simplified"])
def test_real_files(research_data: Path, kind: str) -> None:
    for path in sorted((research_data / "quickdraw" / kind).glob("*.ndjson"))[::100]:
        records = [json.loads(line) for line in path.read_text().splitlines()]
        drawings = list(read_quickdraw(path))
        assert len(drawings) == len(records) > 0
        for record, drawing in zip(records, drawings, strict=True):
            assert (drawing.word, drawing.key_id) == (record["word"], record["key_id"])
            given_counts = [len(stroke[0]) for stroke in record["drawing"]]
            assert [len(stroke) for stroke in drawing.sketch.strokes] == given_counts
            ends = drawing.sketch.points.min(), drawing.sketch.points.max()
            assert ends == pytest.approx((0, 1), abs=0.02)  # simplified: some have 1 to 255
