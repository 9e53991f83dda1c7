"""Recipes by name, and the weight of R1."""

import pytest

from sketchapp.errors import CheckpointError
from sketchapp.models.stylegan2.generator import GeneratorConfig
from sketchapp.training.generator.recipe import GENERATOR_RECIPES, GeneratorRecipe, recipe_named


def test_the_published_recipe_is_the_papers() -> None:
    recipe = recipe_named("published")
    assert (recipe.model.size_px, recipe.model.rows, recipe.batch) == (256, 14, 8)
    assert (recipe.rate, recipe.r1, recipe.steps) == (1e-3, 2.0, 8_000_000)


@pytest.mark.parametrize(("size_px", "batch", "weight"), [(64, 16, 0.0512), (256, 8, 1.6384)])
def test_r1_follows_size_and_batch_unless_given(size_px: int, batch: int, weight: float) -> None:
    recipe = GeneratorRecipe(model=GeneratorConfig(size_px), batch=batch)
    assert recipe.r1 == pytest.approx(weight)
    assert GeneratorRecipe(r1_weight=3.0).r1 == 3.0


def test_an_unknown_recipe_lists_those_there_are() -> None:
    with pytest.raises(CheckpointError, match=", ".join(GENERATOR_RECIPES)):
        recipe_named("huge")
