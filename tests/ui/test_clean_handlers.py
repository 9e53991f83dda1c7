from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from sketchapp.resources import Resources
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui.clean_handlers import PHOTOS_A_PAGE, clean_handlers


@pytest.fixture
def handlers(small_resources: Resources) -> dict[str, Callable[[object], str]]:
    return {handler.__name__: handler for handler in clean_handlers(small_resources)}


@pytest.fixture
def question(cross: Sketch) -> dict[str, object]:
    return {
        "revision": 3,
        "sketch": sketch_to_json(cross),
        "begun": None,
        "granularity": "sla",
        "target": "p1",
        "picture": None,
        "kept": [],
        "gallery": None,
        "token": None,
        "level": None,
    }


def test_an_answer_has_flags_and_both_standings(handlers: dict, question: dict) -> None:
    for granularity in ("sla", "psla"):
        answer = json.loads(handlers["clean_sketch"](question | {"granularity": granularity}))
        assert answer["revision"] == 3 and answer["n_photos"] == 4
        assert answer["after"]["similarity"] >= answer["before"]["similarity"]
        assert 1 <= answer["after"]["rank"] <= 4
        for flag in answer["flags"]:
            assert flag["stroke_id"] in (0, 1) and flag["gain"] > 0 and flag["reason"]


def test_kept_strokes_are_not_flagged(handlers: dict, question: dict) -> None:
    assert json.loads(handlers["clean_sketch"](question | {"kept": [0, 1]}))["flags"] == []


def test_an_uploaded_picture_is_a_target(
    handlers: dict, question: dict, small_resources: Resources
) -> None:
    picture = base64.b64encode(small_resources.gallery.photos[1].path.read_bytes()).decode()
    sent = json.loads(handlers["clean_sketch"](question | {"target": None, "picture": picture}))
    known = json.loads(handlers["clean_sketch"](question))
    assert sent["now"]["similarity"] == pytest.approx(known["now"]["similarity"], abs=1e-5)
    assert sent["n_photos"] == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"granularity": "points"},
        {"target": None},
        {"target": "nowhere"},
        {"target": 7},
        {"kept": "all"},
        {"kept": [0.5]},
        {"kept": [1] * 501},
        {"begun": 5},
        {"begun": "{"},
        {"picture": 5},
        {"picture": "no base64!"},
        {"picture": base64.b64encode(b"no picture").decode()},
        {"picture": "A" * 5_000_000},
        {"gallery": "nowhere"},
        {"level": 99},
        {"sketch": "{"},
        {"sketch": '{"version": 1, "strokes": []}'},
    ],
    ids=str,
)
def test_what_is_no_question_gets_a_sentence(handlers: dict, question: dict, wrong: dict) -> None:
    answer = json.loads(handlers["clean_sketch"](question | wrong))
    assert answer["error"] and "Traceback" not in answer["error"]
    assert "our side" not in answer["error"]


def test_photos_come_in_pages_and_by_category(handlers: dict) -> None:
    asked = {"gallery": "shipped", "token": "", "category": "", "page": 0}
    every = json.loads(handlers["list_photos"](asked))
    assert [photo["id"] for photo in every["photos"]] == ["p0", "p1", "p2", "p3"]
    assert (every["first"], every["total"]) == (1, 4) and len(every["photos"]) <= PHOTOS_A_PAGE
    assert every["categories"] == ["chair", "shoe"]
    shoes = json.loads(handlers["list_photos"](asked | {"category": "shoe"}))
    assert [photo["id"] for photo in shoes["photos"]] == ["p2", "p3"]
    assert json.loads(handlers["list_photos"](asked | {"page": 9}))["photos"] == []


@pytest.mark.parametrize("wrong", [{"page": -1}, {"page": "1"}, {"category": "x"}, {"gallery": 1}])
def test_wrong_pages_get_a_sentence(handlers: dict, wrong: dict) -> None:
    asked = {"gallery": "shipped", "token": "", "category": "", "page": 0}
    assert "error" in json.loads(handlers["list_photos"](asked | wrong))
