"""The endpoints about the classifier."""

from __future__ import annotations

import gradio as gr
import pytest

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.ui.fool_api import fool_endpoints
from tests.models.tiny_classifiers import left_or_right
from tests.ui.test_fool_handlers import SIDED

DOCUMENT = document_of_sketch(SIDED)
classify, fool = fool_endpoints(left_or_right())


def test_a_sketch_is_named():
    guesses = classify(DOCUMENT, 1)
    assert guesses[0]["category"] == "left" and 0.5 < guesses[0]["confidence"] <= 1
    assert classify(document_of_sketch(Sketch())) == []


def test_an_attack_comes_with_both_sketches():
    found = fool(DOCUMENT, "sla", 2)
    assert found["success"] and found["removed"] == [5, 6]
    assert found["before"] == DOCUMENT and len(found["after"]["strokes"]) == 3
    assert found["guess_after"]["category"] == "right" and found["encodings"] <= 16


def test_the_true_name_and_a_target_may_be_given():
    assert fool(DOCUMENT, "sla", 2, category="left", target=None)["success"]
    assert not fool(DOCUMENT, "sla", 1, target="right")["success"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((DOCUMENT, "melt"), "there are: sla"),
        ((DOCUMENT, "sla", 0), "allowed are 1 to 50"),
        ((DOCUMENT, "sla", 5, "up"), "left, right"),
        ((DOCUMENT, "sla", 5, None, "up"), "left, right"),
        (({"version": 1, "strokes": []}, "sla"), "no strokes"),
    ],
)
def test_refusals_are_sentences(arguments: tuple, sentence: str):
    with pytest.raises(gr.Error, match=sentence):
        fool(*arguments)
    with pytest.raises(gr.Error, match="1 to 100"):
        classify(DOCUMENT, 101)


def test_without_a_classifier_they_say_what_to_do():
    for endpoint in fool_endpoints(None):
        with pytest.raises(gr.Error, match="no classifier"):
            endpoint(DOCUMENT)
