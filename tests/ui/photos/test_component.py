from __future__ import annotations

import pytest

from sketchapp.ui.photos import PhotoPanel


def test_categories_of_a_gallery_never_enter_the_template():
    evil = "${alert(1)}{{x}}<img onerror=alert(1)>"
    panel = PhotoPanel(canvas_name="main", categories=(evil,), count=3)
    assert evil not in panel.html_template
    assert panel.get_config()["props"]["categories"] == [evil]


def test_both_styles_are_there():
    css = PhotoPanel(canvas_name="main", categories=(), count=3).css_template
    assert ".grid {" in css and ".reading {" in css


@pytest.mark.parametrize("levels", [1, 2, 3, 5])
def test_every_level_has_a_name_of_its_own(levels: int):
    panel = PhotoPanel(canvas_name="main", categories=(), count=3, levels=levels)
    assert len(set(panel.get_config()["props"]["levels"])) == levels


def test_the_page_can_say_what_there_is():
    panel = PhotoPanel(canvas_name="main", categories=("chair", "shoe"), count=3)
    assert "chairs and shoes" in panel.get_config()["props"]["words"]["unfamiliar_detail"]
