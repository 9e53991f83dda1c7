from __future__ import annotations

from pathlib import Path

from sketchapp.generation import ListeningRuns
from sketchapp.ui import text
from sketchapp.ui.generate_handlers import generate_handlers
from sketchapp.ui.generating import GeneratePanel
from sketchapp.ui.sources import script
from tests.generation.test_studio import studio_of


def test_the_panel_calls_only_what_the_server_offers(tmp_path: Path):
    handlers = generate_handlers(studio_of(tmp_path), ListeningRuns())
    props = GeneratePanel(canvas_name="main", server_functions=handlers).get_config()["props"]
    assert props["missing"] == "" and props["canvas_name"] == "main"
    scripts = script("generating/generating.js", "generating/listening.js")
    for handler in handlers:
        assert f"server.{handler.__name__}(" in scripts or f"'{handler.__name__}'" in scripts


def test_without_weights_the_panel_says_so():
    props = GeneratePanel(canvas_name="main").get_config()["props"]
    assert props["missing"] == text.PHOTO_MISSING


def test_sentences_for_every_end():
    assert "nothing is ignored" in text.stronger_sentence(2, 0)
    assert "2 before, 1 now" in text.stronger_sentence(2, 1)
    assert "did not help" in text.stronger_sentence(2, 2)
    assert text.bent_sentence(1, 0.8, 0.2).startswith("Bent to 1 stroke: ")
    assert "80 % were missing" in text.bent_sentence(3, 0.8, 0.2)
    assert text.bent_sentence(1, 0.0, 0.0) == text.BENT_ALREADY
    assert text.made_sentence("", guessed=True) == text.MADE["one kind"]
    assert text.made_sentence("armchair", guessed=True) == "It takes this for an armchair."
