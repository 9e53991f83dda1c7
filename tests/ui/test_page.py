from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.generation import PhotoStudio
from sketchapp.resources import Resources
from sketchapp.settings import ROOT, Settings
from sketchapp.sketch.formats import read_sketch
from sketchapp.ui import text
from sketchapp.ui.find import PHOTO_COUNT
from sketchapp.ui.page import build_page, launch_options
from tests.models.sketch_to_photo.made_networks import saved_photo_generator


def components(page) -> dict[str, dict]:
    """Properties of the page's own components, by their class."""
    config = page.get_config_file()["components"]
    return {
        one["props"]["component_class_name"]: one["props"]
        for one in config
        if one["props"].get("component_class_name")
        in ("SketchCanvas", "PhotoPanel", "GalleryPanel", "CleanPanel", "GeneratePanel", "Tour")
    }


def test_the_page_has_a_canvas_and_a_panel_that_belong_together(small_resources: Resources):
    own = components(build_page(small_resources))
    canvas, panel = own["SketchCanvas"]["props"], own["PhotoPanel"]["props"]
    galleries = own["GalleryPanel"]["props"]
    assert canvas["canvas_name"] == panel["canvas_name"] == galleries["canvas_name"]
    assert panel["categories"] == ["chair", "shoe"]
    assert panel["count"] == PHOTO_COUNT
    assert panel["levels"] == ["Coarse", "Medium", "Fine"]
    assert own["CleanPanel"]["props"]["canvas_name"] == canvas["canvas_name"]
    assert own["GeneratePanel"]["props"]["canvas_name"] == canvas["canvas_name"]
    assert own["Tour"]["props"]["canvas_name"] == canvas["canvas_name"]
    assert set(own["CleanPanel"]["server_fns"]) == {"clean_sketch", "list_photos"}
    assert set(own["SketchCanvas"]["server_fns"]) == {"answer_sketch", "read_file", "write_svg"}


def test_no_folder_of_the_machine_is_in_what_the_browser_gets(small_resources: Resources):
    config = json.dumps(build_page(small_resources).get_config_file(), default=str)
    assert str(small_resources.settings.gallery) not in config
    assert str(ROOT) not in config


def test_missing_examples_are_left_out(small_resources: Resources, tmp_path: Path):
    settings = small_resources.settings.model_copy(update={"examples": tmp_path})
    own = components(build_page(replace(small_resources, settings=settings)))
    assert own["SketchCanvas"]["props"]["examples"] == []


@pytest.mark.parametrize("name", text.EXAMPLES)
def test_every_example_is_a_sketch(name: str):
    path = Settings().examples / f"{name}.json"
    sketch = read_sketch(path.read_text(), "json")
    assert len(sketch) > 5
    assert sketch.points.min() > 0 and sketch.points.max() < 1


def test_nothing_of_what_people_draw_is_recorded(small_resources: Resources):
    options = launch_options(small_resources)
    assert options["run_history"] is False
    assert options["enable_monitoring"] is False
    assert options["show_error"] is False


def test_endpoints_about_the_classifier_are_there(small_resources: Resources):
    for resources in (small_resources, replace(small_resources, classifier=None)):
        named = build_page(resources).get_api_info()["named_endpoints"]
        assert {"/classify_sketch", "/fool_sketch"} <= set(named)


def test_photos_are_made_only_where_there_are_weights(small_resources: Resources, tmp_path: Path):
    weights = saved_photo_generator(tmp_path / "tiny.safetensors")
    for studio in (None, PhotoStudio(weights)):
        page = build_page(replace(small_resources, studio=studio))
        assert bool(components(page)["GeneratePanel"]["props"]["missing"]) == (studio is None)
        named = page.get_api_info()["named_endpoints"]
        assert {"/generate_photo", "/find_ignored_strokes"} <= set(named)
    config = json.dumps(page.get_config_file(), default=str)
    assert str(tmp_path) not in config


def test_only_with_a_classifier_does_the_canvas_guess(small_resources: Resources):
    def classes(resources: Resources) -> set[str]:
        config = build_page(resources).get_config_file()["components"]
        return {one["props"].get("component_class_name", "") for one in config}

    assert {"GuessChip", "FoolPanel"} <= classes(small_resources)
    without = classes(replace(small_resources, classifier=None))
    assert "FoolPanel" in without and "GuessChip" not in without
