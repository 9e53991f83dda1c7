"""The endpoints that make photos."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import numpy as np
import pytest

from sketchapp.sketch.formats.sketch_json import document_of_sketch
from sketchapp.ui.generate_api import ignored_endpoint, photo_endpoint
from tests.generation.made_generators import SIDES
from tests.generation.test_studio import studio_of

DOCUMENT = document_of_sketch(SIDES)


def test_a_photo_is_a_picture_and_may_listen(tmp_path: Path):
    generate = photo_endpoint(studio_of(tmp_path))
    photo = generate(DOCUMENT, 3)
    assert photo.shape == (32, 32, 3) and photo.dtype == np.uint8
    for way in ("stronger", "bend"):
        assert not np.array_equal(generate(DOCUMENT, 3, "chair", way), photo)


def test_influence_comes_for_every_stroke(tmp_path: Path):
    found = ignored_endpoint(studio_of(tmp_path))(DOCUMENT)
    assert found["stroke_ids"] == [0, 1] and found["ignored"] == [1]
    assert found["method"] == "leave-one-out" and found["coarse"][0] > found["coarse"][1]
    assert ignored_endpoint(studio_of(tmp_path / "none", threshold=None))(DOCUMENT)["ignored"] is (
        None
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (({"version": 1, "strokes": []},), "no strokes"),
        ((DOCUMENT, -1), "seed is -1"),
        ((DOCUMENT, 2**31), "2147483647"),
        ((DOCUMENT, 1.5), "whole numbers only"),
        ((DOCUMENT, 1, 3), "category must be text"),
        ((DOCUMENT, 1, None, "loud"), "there are: no, stronger, bend"),
        (("x",), "sketch"),
    ],
)
def test_refusals_are_sentences(tmp_path: Path, arguments: tuple, sentence: str):
    with pytest.raises(gr.Error, match=sentence):
        photo_endpoint(studio_of(tmp_path))(*arguments)


def test_without_weights_they_say_what_to_do():
    for endpoint in (photo_endpoint(None), ignored_endpoint(None)):
        with pytest.raises(gr.Error, match="no weights for photos"):
            endpoint(DOCUMENT)
