import re
from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError
from sketchapp.models.retriever import MatrixRetriever
from sketchapp.training.recipe import Recipe
from sketchapp.training.recipe_file import recipe_json
from sketchapp.training.recipes import RECIPES, find_recipe


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_recipe_fits_itself(name: str) -> None:
    recipe = find_recipe(name)
    assert len(recipe.batching.shares) == len(recipe.model.groups)  # a share for each level
    assert recipe.batching.shares[-1] == 1.0
    assert list(recipe.batching.shares) == sorted(recipe.batching.shares)


def test_the_shipped_recipe_is_the_default() -> None:
    assert find_recipe("compact") == Recipe()


def test_the_published_recipe_is_the_papers() -> None:
    recipe = RECIPES["published"]
    assert (recipe.model.backbone, recipe.model.size_px, recipe.model.width) == ("vgg16", 256, 512)
    assert recipe.model.groups == (3, 3, 3) and not recipe.model.shared
    assert recipe.model.printed and recipe.objective.padding == "gaussian"
    weights = recipe.objective
    assert (weights.reconstruction_weight, weights.matching_weight) == (0.5, 1.0)
    assert weights.abstraction_weight == 0.5 and weights.matching == "acc_at_q"
    assert recipe.batching.photos == 128 and recipe.passes == 3000
    assert recipe.optimisation.backbone_rate == recipe.optimisation.head_rate == 1e-3


def test_a_file_is_a_recipe_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(recipe_json(RECIPES["triplet"]), encoding="utf-8")
    assert find_recipe(str(path)) == RECIPES["triplet"]


def test_another_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        CheckpointError, match=r"'compcat'.*there are: compact, filled, filled-outlines"
    ):
        find_recipe("compcat")
    with pytest.raises(CheckpointError, match="'compcat' not found"):
        find_recipe("compcat+recons")


@pytest.mark.parametrize(("name", "megabytes"), [("compact", 10), ("softmax", 3), ("triplet", 3)])
def test_what_is_shipped_is_small(name: str, megabytes: int) -> None:
    numbers = sum(p.numel() for p in MatrixRetriever(RECIPES[name].model).parameters())
    assert 2 * numbers < megabytes * 1e6  # two bytes a number


def test_any_recipe_can_reconstruct_beside_its_loss(tmp_path: Path) -> None:
    plain, more = find_recipe("triplet-vgg"), find_recipe("triplet-vgg+recons")
    objective = replace(plain.objective, reconstruction_weight=0.5, decoded="features")
    assert more == replace(plain, objective=objective) != plain
    path = tmp_path / "mine.json"
    path.write_text(recipe_json(more), encoding="utf-8")
    assert find_recipe(str(path)) == more
    path.write_text('{"passes": 3}', encoding="utf-8")
    assert find_recipe(f"{path}+recons").objective.decoded == "features"


@pytest.mark.parametrize("name", ["published", "reconstruction", "triplet+recons"])
def test_what_reconstructs_already_is_refused(name: str) -> None:
    with pytest.raises(CheckpointError, match="reconstructs photos already"):
        find_recipe(f"{name}+recons")


def test_without_abstraction_all_rows_count_always() -> None:
    recipe = RECIPES["without-abstraction"]
    assert recipe.model.groups == (9,) and recipe.batching.shares == (1.0,)
    assert recipe.objective.abstraction_weight == 0


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_acc_at_q_asks_of_a_batch_what_it_asks_of_a_gallery(name: str) -> None:
    recipe = RECIPES[name]
    if recipe.objective.matching == "acc_at_q":
        assert max(recipe.batching.photos, recipe.objective.settings.gallery) >= 100


def test_a_fine_tuned_generator_is_all_that_differs() -> None:
    tuned, frozen = RECIPES["fine-tuned-generator"], RECIPES["reconstruction"]
    assert tuned == replace(frozen, objective=replace(frozen.objective, tune_generator=True))


def test_the_page_on_training_names_every_recipe() -> None:
    page = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert named == set(RECIPES)
