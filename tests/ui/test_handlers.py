from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from sketchapp.resources import Resources
from sketchapp.sketch import LIMITS, Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui import text
from sketchapp.ui.handlers import canvas_handlers


@pytest.fixture(scope="module")
def handlers(small_resources: Resources) -> dict[str, Callable[[object], str]]:
    return {handler.__name__: handler for handler in canvas_handlers(small_resources)}


def test_a_question_is_answered(handlers: dict[str, Callable], cross: Sketch):
    message = {"revision": 4, "sketch": sketch_to_json(cross), "target": None, "category": "shoe"}
    reply = json.loads(handlers["answer_sketch"](message))
    assert reply["revision"] == 4
    assert {photo["id"] for photo in reply["found"]} == {"p2", "p3"}


def test_the_colours_explain_a_photo_that_was_uploaded(
    handlers: dict[str, Callable], cross: Sketch, small_resources: Resources
):
    picture = base64.b64encode(small_resources.gallery.photos[1].path.read_bytes()).decode()
    message = {"revision": 4, "sketch": sketch_to_json(cross)}
    answer = handlers["answer_sketch"]
    own = json.loads(answer(message | {"picture": picture}))
    known = json.loads(answer(message | {"target": "p1"}))
    assert own["explained"]["similarity"] == pytest.approx(
        known["explained"]["similarity"], abs=2e-4
    )
    assert own["values"]["strokes"] == pytest.approx(known["values"]["strokes"], rel=1e-3)
    assert own["found"] == known["found"]


def test_a_level_is_taken_and_told(handlers: dict[str, Callable], cross: Sketch):
    message = {"revision": 4, "sketch": sketch_to_json(cross)}
    ask = handlers["answer_sketch"]
    coarse, fine = (json.loads(ask(message | {"level": level})) for level in (0, 2))
    assert [reply["abstraction"]["rows"] for reply in (coarse, fine)] == [3, 9]
    assert coarse["found"] != fine["found"]
    automatic = json.loads(ask(message))["abstraction"]
    assert not automatic["forced"]


def test_the_level_that_is_shown_stays_while_no_other_is_likelier(
    small_resources: Resources, cross: Sketch, monkeypatch: pytest.MonkeyPatch
):
    head = small_resources.live.retriever.abstraction  # type: ignore[attr-defined]
    monkeypatch.setattr(head, "forward", lambda features: torch.zeros(len(features), 3))
    answer_sketch, *_ = canvas_handlers(small_resources)
    message = {"revision": 4, "sketch": sketch_to_json(cross)}
    for level in range(3):
        reply = json.loads(answer_sketch(message | {"previous_level": level}))
        assert reply["abstraction"]["level"] == level
        assert not reply["abstraction"]["forced"]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (None, "a question needs"),
        ({"revision": "1", "sketch": "{}"}, "a question needs"),
        ({"revision": 1, "sketch": {}}, "a question needs"),
        ({"revision": 2**70, "sketch": "{}"}, "a question needs"),
        ({"revision": 1, "sketch": "{}", "target": 5}, "target, category"),
        ({"revision": 1, "sketch": "{}", "picture": "%"}, "picture is sent as base64"),
        ({"revision": 1, "sketch": "{}", "picture": 7}, "picture is sent as base64"),
        ({"revision": 1, "sketch": "{", "level": 9}, "level must be a whole number, 0 to 8"),
        ({"revision": 1, "sketch": "{", "level": -1}, "level must be a whole number, 0 to 8"),
        ({"revision": 1, "sketch": "{", "level": "1"}, "level must be a whole number, 0 to 8"),
        ({"revision": 1, "sketch": "{", "level": True}, "level must be a whole number, 0 to 8"),
        ({"revision": 1, "sketch": "{", "previous_level": 1.5}, "previous_level must be"),
        ({"revision": 1, "sketch": "{"}, "JSON"),
        ({"revision": 1, "sketch": '{"version": 1, "strokes": []}', "category": "cat"}, "'cat'"),
        ({"revision": 1, "sketch": '{"version": 1, "strokes": []}', "target": "x"}, "'x'"),
        (
            {"revision": 1, "sketch": '{"version": 1, "strokes": []}', "level": 5},
            "level is 5; allowed are 0 (coarse) to 2 (fine)",
        ),
    ],
)
def test_whatever_a_browser_sends_gets_a_sentence(
    handlers: dict[str, Callable], message: object, words: str
):
    reply = json.loads(handlers["answer_sketch"](message))
    assert words in reply["error"]


def test_a_sketch_that_is_too_large_is_refused(handlers: dict[str, Callable]):
    message = {"revision": 1, "sketch": " " * (LIMITS.bytes + 1)}
    assert "bytes" in json.loads(handlers["answer_sketch"](message))["error"]


def test_a_bug_is_logged_and_told_without_its_trace(
    small_resources: Resources, cross: Sketch, caplog: pytest.LogCaptureFixture
):
    broken = replace(small_resources, galleries=None)  # type: ignore[arg-type]
    message = {"revision": 9, "sketch": sketch_to_json(cross)}
    reply = json.loads(canvas_handlers(broken)[0](message))
    assert reply == {"revision": 9, "error": text.BROKEN_ANSWER}
    assert "AttributeError" in caplog.text


def test_files_become_sketches_and_sketches_svg(handlers: dict[str, Callable], cross: Sketch):
    svg = json.loads(handlers["write_svg"](sketch_to_json(cross)))["svg"]
    again = json.loads(handlers["read_file"]({"text": svg, "format": "svg"}))["sketch"]
    assert [stroke["id"] for stroke in json.loads(again)["strokes"]] == [0, 1]


@pytest.mark.parametrize("given", [None, {"text": "{}"}, {"text": 1, "format": "json"}])
def test_a_file_without_text_or_format_is_refused(handlers: dict[str, Callable], given: object):
    assert "needs its text" in json.loads(handlers["read_file"](given))["error"]


def test_an_unknown_format_is_refused_by_name(handlers: dict[str, Callable]):
    error = json.loads(handlers["read_file"]({"text": "", "format": "pdf"}))["error"]
    assert "'pdf'" in error and "svg" in error


@pytest.mark.parametrize("content", ['{"hello":', "[1, 2]"])
def test_a_file_that_is_no_drawing_is_told_so(handlers: dict[str, Callable], content: str):
    error = json.loads(handlers["read_file"]({"text": content, "format": "json"}))["error"]
    assert error.startswith("This file holds no drawing that can be opened: the ")


def test_a_file_without_strokes_does_not_replace_the_drawing(small_resources: Resources):
    _, read_file, _ = canvas_handlers(small_resources)
    for content, format_name in (
        ('{"version": 1, "strokes": []}', "json"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>', "svg"),
    ):
        reply = json.loads(read_file({"text": content, "format": format_name}))
        assert "no strokes" in reply["error"] and "sketch" not in reply
