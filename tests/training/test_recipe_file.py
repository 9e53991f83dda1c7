import json
from dataclasses import replace
from pathlib import Path

import pytest

from sketchapp.errors import CheckpointError
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.recipe import PhotoAugmentation, Recipe
from sketchapp.training.recipe_file import changed, read_recipe, recipe_json
from sketchapp.training.recipes import RECIPES


def written(folder: Path, content: object) -> Path:
    path = folder / "recipe.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    model = {"width": 16, "groups": [1, 2, 1]}
    path = written(tmp_path, {"seed": 8, "passes": 3, "model": model})
    model = replace(Recipe().model, width=16, groups=(1, 2, 1))
    expected = replace(Recipe(), seed=8, passes=3, model=model)
    assert read_recipe(path) == expected
    assert read_recipe(path).model.size_px == Recipe().model.size_px
    assert read_recipe(written(tmp_path, {})) == Recipe()


def test_a_kind_of_model_brings_its_recipe(tmp_path: Path) -> None:
    content = {"model": {"kind": "clip_prompts", "prompts": 5}, "seed": 2}
    model = replace(CLIP_PROMPTS.model, prompts=5)
    assert read_recipe(written(tmp_path, content)) == replace(CLIP_PROMPTS, model=model, seed=2)
    assert read_recipe(written(tmp_path, recipe_json(CLIP_PROMPTS))) == CLIP_PROMPTS


def test_the_whole_recipe_reads_back(tmp_path: Path) -> None:
    recipe = replace(Recipe(), seed=7, photos=PhotoAugmentation(zoom=0.3))
    assert read_recipe(written(tmp_path, recipe_json(recipe))) == recipe


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_value_of_ours_may_be(tmp_path: Path, name: str) -> None:
    assert read_recipe(written(tmp_path, recipe_json(RECIPES[name]))) == RECIPES[name]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"pases": 8, "seed": 1}, "no pases; there are: model, sketches, photos, batching"),
        ({"model": {"depth": 3}}, "no depth; there are: backbone, width, groups"),
        ({"model": 3}, "3 should be an object"),
        ([1], "should be an object"),
        ({"seed": "many"}, "seed is 'many'; it must be a int like 0"),
        ({"model": {"groups": [1, "two"]}}, "groups is 'two'"),
        ({"model": {"groups": []}}, "groups is"),
        ({"seed": 8.5}, "seed is 8.5"),
        ({"seed": True}, "seed is True"),
        ({"passes": None}, "passes is None; it must be a float"),
        ({"model": {"backbone": 18}}, "backbone is 18; it must be a str"),
        ({"model": {"kind": "clip"}}, "kind is 'clip'; there are: clip_prompts, and feature"),
        ({"model": {"kind": "clip_prompts", "width": 8}}, "no width; there are: model, weights"),
        ({"row_choice": "foo"}, "row_choice is 'foo'; there are: truth, gumbel"),
        ({"objective": {"padding": "foo"}}, "padding is 'foo'; there are: mapped, gaussian"),
        ({"objective": {"decoded": "foo"}}, "decoded is 'foo'; there are: rows, features"),
        ({"batching": {"photos": 0}}, "photos is 0; it must be 1 or more"),
        ({"model": {"groups": [3, 0, 3]}}, "groups is 0; it must be 1 or more"),
        ({"model": {"size_px": -32}}, "size_px is -32; it must be 1 or more"),
        ({"passes": 0}, "passes is 0; it must be over 0"),
        ('{"passes": NaN}', "passes is nan; it must be over 0"),
        ('{"passes": Infinity}', "passes is inf; it must be over 0"),
        ({"batching": {"shares": [0.3, 0.6, 1.5]}}, "shares is 1.5; it must be 0 to 1"),
        ({"model": {"ink_share": 0}}, "ink_share is 0; it must be over 0, and 1 at most"),
        ({"optimisation": {"warm_up": 1}}, "warm_up is 1; it must be 0 or more, and under 1"),
        ({"optimisation": {"head_rate": -1}}, "head_rate is -1; it must be 0 or more"),
        ({"seed": -1}, "seed is -1; it must be 0 or more"),
        ("{", "cannot be read"),
    ],
)
def test_other_content_is_refused(tmp_path: Path, content: object, sentence: str) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        read_recipe(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            {"model": {"groups": [2, 2]}},
            r"shares is \[0.3, 0.6, 1.0\], but model.groups is \[2, 2\]",
        ),
        (
            {"batching": {"shares": [0.3, 1]}},
            r"shares is \[0.3, 1\], but model.groups is \[3, 3, 3\]",
        ),
        (
            {"model": {"kind": "clip_prompts"}, "batching": {"shares": [0.5, 1]}},
            "groups is \\[1\\]",
        ),
        (
            {"objective": {"matching": "acc_at_q", "settings": {"q": [5, 1]}}},
            r"settings.q is \[5, 1\], but model.groups is \[3, 3, 3\]; give each as many",
        ),
    ],
)
def test_levels_that_do_not_agree_are_refused(
    tmp_path: Path, content: object, sentence: str
) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        read_recipe(written(tmp_path, content))


def test_q_counts_for_its_own_loss_alone(tmp_path: Path) -> None:
    content = {"objective": {"settings": {"q": [5, 1]}}}
    assert read_recipe(written(tmp_path, content)).objective.settings.q == (5, 1)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none\.json cannot be read"):
        read_recipe(tmp_path / "none.json")


def test_the_recipe_given_is_not_touched() -> None:
    recipe = Recipe()
    changed(recipe, {"seed": 3})
    assert recipe == Recipe()
