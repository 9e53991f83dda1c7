from __future__ import annotations

from sketchapp.ui import text
from sketchapp.ui.fool import FoolPanel, GuessChip
from sketchapp.ui.fool_handlers import fool_handlers
from tests.models.tiny_classifiers import left_or_right


def test_categories_never_enter_the_template():
    evil = "${alert(1)}{{x}}<img onerror=alert(1)>"
    handlers = fool_handlers(left_or_right())
    panel = FoolPanel(canvas_name="main", server_functions=handlers, categories=(evil,))
    assert evil not in panel.html_template
    assert panel.get_config()["props"]["categories"] == [evil]
    assert panel.get_config()["props"]["missing"] == ""


def test_without_a_classifier_the_panel_says_so():
    props = FoolPanel(canvas_name="main").get_config()["props"]
    assert props["missing"] == text.FOOL_MISSING and props["categories"] == []


def test_every_attack_has_words_for_each_end():
    for words in (text.FOOLED, text.NOT_FOOLED, text.NOTHING_TO_DO):
        assert set(words) == set(text.FOOL_KINDS)


def test_the_chip_asks_only_after_answers():
    chip = GuessChip(canvas_name="main", server_functions=fool_handlers(left_or_right()))
    assert "'answer'" in (chip.js_on_load or "") and chip.get_config()["props"]["words"]
