import logging
from dataclasses import replace

import pytest
import torch

from sketchapp.errors import TrainingError
from sketchapp.models.clip_prompts import ClipPromptsConfig
from sketchapp.models.clip_text import category_rows
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.names import Names, new_names
from sketchapp.training.recipe import Recipe
from tests.models.tiny_clip import made_clip

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipPromptsConfig:
    return made_clip(tmp_path_factory.mktemp("clip"), "tiny-clip-names")


def test_a_photo_is_told_the_number_of_its_name() -> None:
    names = Names(("chair", "lamp", "shoe"), torch.eye(3))
    shown = names.of(("shoe", "chair", "shoe"))
    assert torch.equal(shown.text, torch.eye(3))
    assert shown.of_photo.tolist() == [2, 0, 2]


def test_names_are_rows_of_the_recipes_clip(clip: ClipPromptsConfig) -> None:
    names = new_names(replace(CLIP_PROMPTS, model=clip), ("chair", "shoe"), CPU)
    assert names is not None and names.categories == ("chair", "shoe")
    assert torch.equal(names.text, category_rows(clip.model, clip.weights, ["chair", "shoe"]))


def test_a_single_name_is_warned_of(
    clip: ClipPromptsConfig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        new_names(replace(CLIP_PROMPTS, model=clip), ("chair", "shoe"), CPU)
        assert "teaches nothing" not in caplog.text
        new_names(replace(CLIP_PROMPTS, model=clip), ("chair",), CPU)
    assert "all sketches show a chair: its name teaches nothing" in caplog.text


def test_where_names_weigh_nothing_no_clip_is_read() -> None:
    unnamed = replace(CLIP_PROMPTS, objective=replace(CLIP_PROMPTS.objective, names_weight=0.0))
    assert new_names(unnamed, ("chair",), CPU) is None
    assert new_names(Recipe(), ("chair",), CPU) is None


def test_names_need_clip_and_categories(clip: ClipPromptsConfig) -> None:
    wordless = replace(Recipe(), objective=CLIP_PROMPTS.objective)
    for recipe, categories in [(wordless, ("chair",)), (replace(CLIP_PROMPTS, model=clip), ())]:
        with pytest.raises(TrainingError, match=r"names_weight is 0\.5, which needs CLIP"):
            new_names(recipe, categories, CPU)
