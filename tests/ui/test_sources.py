from __future__ import annotations

import pytest

from sketchapp.ui import text
from sketchapp.ui.canvas.component import SCRIPTS as CANVAS_SCRIPTS
from sketchapp.ui.photos.component import SCRIPTS as PHOTO_SCRIPTS
from sketchapp.ui.photos.component import STYLES as PHOTO_STYLES
from sketchapp.ui.sources import script, style, template
from sketchapp.ui.tour.component import SCRIPTS as TOUR_SCRIPTS

TEMPLATES = {
    "canvas/canvas.html": text.CANVAS | {"mode_group": "colours-main"},
    "photos/photos.html": text.PHOTOS,
    "tour/tour.html": text.TOUR,
}


def test_scripts_follow_each_other_in_the_order_given():
    both = script("channel.js", "canvas/eraser.js")
    assert both.index("function tell") < both.index("function touches")


@pytest.mark.parametrize("name", TEMPLATES)
def test_gradio_finds_nothing_to_run_in_a_template(name: str):
    page = template(name, TEMPLATES[name])
    assert not any(mark in page for mark in ("${", "{{", "`", "$"))


@pytest.mark.parametrize("name", ["canvas/canvas.css", "tour/tour.css", *PHOTO_STYLES])
def test_gradio_finds_nothing_to_run_in_a_style(name: str):
    assert not any(mark in style(name) for mark in ("${", "{{", "`", "\\"))


def test_words_are_escaped():
    words = TEMPLATES["photos/photos.html"] | {"let_go": '<b onclick="x">'}
    assert "&lt;b onclick=&quot;x&quot;&gt;" in template("photos/photos.html", words)


def test_a_missing_word_is_noticed():
    with pytest.raises(KeyError):
        template("photos/photos.html", {})


@pytest.mark.parametrize("scripts", [CANVAS_SCRIPTS, PHOTO_SCRIPTS, TOUR_SCRIPTS])
def test_no_script_writes_markup(scripts: tuple[str, ...]):
    assert "innerHTML" not in script(*scripts)
