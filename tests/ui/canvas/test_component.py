from __future__ import annotations

import gradio as gr
import pytest

from sketchapp.sketch import Sketch
from sketchapp.sketch.formats.sketch_json import sketch_to_json
from sketchapp.ui.canvas import SketchCanvas


def test_python_reads_what_the_browser_wrote(cross: Sketch):
    canvas = SketchCanvas()
    assert canvas.preprocess(sketch_to_json(cross)) == cross
    assert canvas.preprocess("") == canvas.preprocess(None) == Sketch()


def test_python_shows_a_sketch(cross: Sketch):
    canvas = SketchCanvas()
    assert canvas.preprocess(canvas.postprocess(cross)) == cross
    assert canvas.postprocess(Sketch()) == canvas.postprocess(None) == ""


def test_a_text_that_is_no_sketch_is_a_sentence_for_the_page():
    with pytest.raises(gr.Error, match="JSON"):
        SketchCanvas().preprocess("{")


def test_two_canvases_have_groups_of_radio_buttons_of_their_own():
    first, second = SketchCanvas(canvas_name="a"), SketchCanvas(canvas_name="b")
    assert 'name="colours-a"' in first.html_template
    assert 'name="colours-b"' in second.html_template


def test_the_page_knows_the_limits():
    assert SketchCanvas().get_config()["props"]["limits"]["strokes"] == 500
