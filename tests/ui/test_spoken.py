from __future__ import annotations

import json
import logging

import numpy as np
import pytest

from sketchapp.errors import GalleryError, SketchAppError
from sketchapp.ui import text
from sketchapp.ui.spoken import json_text, refusal_text, spoken, text_field


def refuse() -> str:
    raise GalleryError("no gallery of this name")


def break_down() -> str:
    raise KeyError("secret detail")


def test_a_refusal_keeps_its_revision():
    assert json.loads(refusal_text("no", 3)) == {"revision": 3, "error": "no"}


def test_what_went_well_is_passed_on():
    assert spoken(lambda: "fine") == "fine"


def test_a_refusal_is_its_sentence_and_a_bug_is_a_plain_one(caplog: pytest.LogCaptureFixture):
    assert json.loads(spoken(refuse, 4)) == {"revision": 4, "error": "no gallery of this name"}
    with caplog.at_level(logging.ERROR):
        assert json.loads(spoken(break_down))["error"] == text.BROKEN_ANSWER
        assert json.loads(spoken(break_down, broken="Try it again."))["error"] == "Try it again."
    assert "secret detail" in caplog.text


def test_arrays_become_lists():
    assert json.loads(json_text({"values": np.arange(3)})) == {"values": [0, 1, 2]}


@pytest.mark.parametrize(
    "given", [None, "text", {}, {"name": 3}, {"name": None}, {"name": "x" * 9}]
)
def test_a_field_must_be_text_of_a_bounded_length(given: object):
    with pytest.raises(SketchAppError, match="name must be text of at most 8"):
        text_field(given, "name", 8)
    assert text_field({"name": "12345678"}, "name", 8) == "12345678"
