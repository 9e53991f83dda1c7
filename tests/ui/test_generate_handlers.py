"""What the Photo panel is told, and what it is refused."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sketchapp.generation import ListeningRuns, PhotoStudio
from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui.generate_handlers import generate_handlers
from tests.degenerate import DEGENERATE
from tests.generation.made_generators import SIDES
from tests.generation.test_studio import studio_of
from tests.models.sketch_to_photo.made_networks import saved_photo_generator


class Asker:
    """A page that asks one server."""

    def __init__(self, studio: PhotoStudio) -> None:
        handlers = generate_handlers(studio, ListeningRuns())
        self.handlers = {handler.__name__: handler for handler in handlers}

    def __call__(self, name: str, sketch: Sketch = SIDES, **fields: Any) -> dict[str, Any]:
        return json.loads(self.handlers[name]({"sketch": sketch_to_json(sketch)} | fields))


def pixels(address: str) -> np.ndarray:
    kind, content = address.split(",", 1)
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


@pytest.fixture
def ask(tmp_path: Path) -> Asker:
    """Its generator ignores the stroke on the right, until that is stronger."""
    return Asker(studio_of(tmp_path))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> PhotoStudio:
    """A real network, untrained."""
    folder = tmp_path_factory.mktemp("tiny")
    return PhotoStudio(saved_photo_generator(folder / "tiny.safetensors", ignored_under=1e9))


def test_photos_come_with_their_seeds_and_the_guess(tiny: PhotoStudio):
    ask = Asker(tiny)
    answer = ask("make_photos", revision=4, seeds=[7, 8, 9])
    assert answer["revision"] == 4 and answer["category"] in ("chair", "shoe")
    assert answer["sentence"] == f"It takes this for a {answer['category']}."
    assert [photo["seed"] for photo in answer["photos"]] == [7, 8, 9]
    first, second, _ = [pixels(photo["address"]) for photo in answer["photos"]]
    assert first.shape == (16, 16, 3) and not np.array_equal(first, second)
    again = ask("make_photos", seeds=[7])["photos"][0]["address"]
    assert np.array_equal(pixels(again), first)
    assert ask("list_categories")["categories"] == ["chair", "shoe"]


def test_a_category_may_be_chosen(tiny: PhotoStudio):
    ask = Asker(tiny)
    chosen = [ask("make_photos", category=name) for name in ("chair", "shoe")]
    assert [answer["category"] for answer in chosen] == ["chair", "shoe"]
    assert chosen[0]["sentence"] == "As you chose, a chair."
    assert chosen[0]["photos"] != chosen[1]["photos"]
    assert "chair, shoe" in ask("make_photos", category="lamp")["error"]


def test_ignored_strokes_are_named_by_where_they_lie(ask: Asker):
    answer = ask("find_ignored", revision=2)
    assert answer["revision"] == 2 and answer["calibrated"] and answer["ids"] == [0, 1]
    assert set(answer["influence"]) == {"coarse", "mid", "fine"}
    assert answer["influence"]["coarse"][0] > answer["influence"]["coarse"][1] > 0
    (stroke,) = answer["ignored"]
    assert (stroke["stroke_id"], stroke["first"], stroke["last"]) == (1, 0, 1)
    assert stroke["sentence"] == "Stroke on the right (50 % of the ink)"


def test_without_calibration_none_is_marked(tmp_path: Path):
    answer = Asker(studio_of(tmp_path, threshold=None))("find_ignored")
    assert not answer["calibrated"] and answer["ignored"] == []
    assert len(answer["influence"]["mid"]) == 2


def test_what_changes_without_a_stroke_is_dark(ask: Asker, tmp_path: Path):
    answer = ask("leave_out", stroke_id=0, category="chair")
    difference = pixels(answer["difference"])
    assert difference.shape == (32, 32) and difference.min() == 0 and difference.max() == 255
    assert (difference[:, 16:] == 255).all()
    _, change = studio_of(tmp_path).without(SIDES, 0, 0, "chair")
    assert answer["most"].startswith(f"by {100 * change.max():.0f} % at most")
    assert "no stroke with the id 5" in ask("leave_out", stroke_id=5)["error"]


@pytest.mark.parametrize(
    ("way", "sentence"), [("stronger", "nothing is ignored now"), ("bend", "Bent to 1 stroke")]
)
def test_listening_goes_on_to_its_end(ask: Asker, way: str, sentence: str):
    run = ask("begin_listening", way=way, category="chair")["run"]
    steps = []
    while not steps or not steps[-1]["is_last"]:
        steps.append(ask("go_on_listening", run=run, way=way))
        assert "error" not in steps[-1]
    assert sentence in steps[-1]["sentence"] and steps[-1]["step"] <= steps[-1]["total"]
    assert steps[-1]["still"] == []
    before = ask("make_photos", category="chair")["photos"][0]["address"]
    assert not np.array_equal(pixels(steps[-1]["photo"]["address"]), pixels(before))
    assert "press it again" in ask("go_on_listening", run=run, way=way)["error"]


def test_there_may_be_nothing_to_listen_to(tmp_path: Path):
    ask = Asker(studio_of(tmp_path, right=1.0))
    assert ask("find_ignored")["ignored"] == []
    assert ask("begin_listening", way="bend")["error"] == "no stroke is ignored"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sketch": None},
        {"sketch": "{"},
        {"sketch": '{"version":1,"strokes":[]}'},
        {"seeds": []},
        {"seeds": [1, 2, 3, 4, 5]},
        {"seeds": [-1]},
        {"seeds": [2**31]},
        {"seeds": [True]},
        {"seeds": "12"},
        {"seeds": 3},
        {"category": 3},
        {"revision": "1"},
        {"stroke_id": None},
    ],
)
def test_wrong_questions_get_a_sentence(ask: Asker, wrong: dict):
    given = {"sketch": sketch_to_json(SIDES)} | wrong
    answer = json.loads(ask.handlers["make_photos"](given))
    assert set(answer) == {"revision", "error"} and "wrong on our side" not in answer["error"]


@pytest.mark.parametrize("name", ["go_on_listening", "begin_listening", "find_ignored"])
def test_what_is_no_object_gets_a_sentence(ask: Asker, name: str):
    for given in (None, [], "x", {}):
        assert "wrong on our side" not in json.loads(ask.handlers[name](given))["error"]


@pytest.mark.parametrize("name", sorted(set(DEGENERATE) - {"no stroke"}))
def test_any_sketch_gets_an_answer(tiny: PhotoStudio, name: str):
    ask, sketch = Asker(tiny), DEGENERATE[name]
    assert len(ask("make_photos", sketch, seeds=[1, 2])["photos"]) == 2
    answer = ask("find_ignored", sketch)
    if len(sketch) > 120:
        assert "120 at most" in answer["error"]
    else:
        assert len(answer["ignored"]) == len(sketch)
        assert "error" not in ask("leave_out", sketch, stroke_id=sketch.ids[0])
