from __future__ import annotations

import json

import numpy as np
import pytest

from sketchapp.resources import Resources
from sketchapp.retrieval.live import Answer, Question
from sketchapp.retrieval.trust import Trust
from sketchapp.sketch import Sketch
from sketchapp.ui.reply import reply_text


def test_one_text_carries_values_of_strokes_and_points_and_the_photos(
    small_resources: Resources, cross: Sketch
):
    question = Question(cross, target="p2")
    answer = small_resources.live.answer(question)
    reply = json.loads(reply_text(answer, question, 7, "shipped"))
    assert (reply["revision"], reply["target"], reply["picked"]) == (7, "p2", True)
    assert reply["values"]["ids"] == [0, 1]
    assert answer.strokes is not None and answer.point_shades is not None
    np.testing.assert_allclose(reply["values"]["strokes"], answer.strokes.values, rtol=1e-5)
    assert [len(values) for values in reply["values"]["points"]] == [3, 2]
    flat = np.concatenate(reply["values"]["points"])
    np.testing.assert_allclose(flat, answer.point_shades, rtol=1e-5)
    assert len(reply["found"]) == 4
    assert reply["explained"]["id"] == "p2"
    assert reply["explained"]["label"] == "made shoe"
    assert reply["explained"]["address"].startswith("photos/shipped/p2")
    assert reply["stages"]["encode_ms"] > 0
    assert 0 < reply["entropy"] <= 1
    assert reply["trust"] == ""  # nothing was measured for these weights


def test_a_picture_of_ones_own_is_told_without_an_address(
    small_resources: Resources, cross: Sketch
):
    question = Question(cross, picture=small_resources.live.photo_rows[2])
    answer = small_resources.live.answer(question)
    reply = json.loads(reply_text(answer, question, 7, "shipped"))
    assert (reply["target"], reply["picked"]) == (None, True)
    assert answer.strokes is not None
    assert reply["explained"] == {
        "id": "",
        "label": "your own photo",
        "address": "",
        "similarity": round(answer.strokes.score, 4),
    }


def test_a_reply_says_how_often_such_an_answer_was_right(small_resources: Resources, cross: Sketch):
    question = Question(cross)
    answer = small_resources.live.answer(question)
    assert answer.signals is not None
    trust = Trust("id", "margin", 0.0, 1.0, 0.7, "chair", 952, 100)
    reply = json.loads(reply_text(answer, question, 7, "shipped", trust))
    assert reply["trust"] == (
        "About 73 of 100 test drawings with such an answer had the right photo first"
        " (100 chair photos; judged by how far the first photo leads)."
    )


def test_a_reply_says_how_abstract_the_sketch_is(small_resources: Resources, cross: Sketch):
    question = Question(cross, level=1)
    reply = json.loads(reply_text(small_resources.live.answer(question), question, 7, "shipped"))
    found = reply["abstraction"]
    probabilities = found.pop("probabilities")
    assert sum(probabilities) == pytest.approx(1, abs=1e-3) and len(probabilities) == 3
    assert found == {
        "level": 1,
        "name": "Medium",
        "rows": 6,
        "of": 9,
        "forced": True,
        "sentence": "You chose medium: its main parts count too (6 of 9 rows).",
    }


def test_an_empty_answer_is_one_too():
    reply = json.loads(reply_text(Answer(), Question(Sketch()), 1, "shipped"))
    assert reply["values"] == {"ids": [], "strokes": [], "points": []}
    assert reply["explained"] is None and not reply["picked"]
    assert (reply["abstraction"], reply["entropy"], reply["trust"]) == (None, 1, "")
