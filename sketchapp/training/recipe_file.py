"""Recipes as JSON: what a file changes, and what is written beside the weights."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from sketchapp.errors import CheckpointError
from sketchapp.models import clip_prompts
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.recipe import Recipe
from sketchapp.training.recipe_values import check_value

KINDS: dict[str, Recipe] = {clip_prompts.HEADER: CLIP_PROMPTS}
"""What a file changes where its model has a `kind`; without one, the default recipe."""


def read_recipe(path: Path) -> Recipe:
    """The recipe of its kind of model with the values that a JSON file names.

    CheckpointError where the file cannot be read, names what a recipe does not have, or does not
    fit itself.
    """
    try:
        changes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise CheckpointError(f"recipe {path} cannot be read: {error}") from error
    recipe = changed(_base(changes), changes)
    _check_levels(recipe)
    return recipe


def _base(changes: object) -> Recipe:
    model = changes.get("model") if isinstance(changes, dict) else None
    if not isinstance(model, dict) or "kind" not in model:
        return Recipe()
    if model["kind"] not in KINDS:
        raise CheckpointError(
            f"recipe: kind is {model['kind']!r}; there are: {', '.join(KINDS)}, and feature"
            " matrices, which have none"
        )
    return KINDS[model["kind"]]


def _check_levels(recipe: Recipe) -> None:
    """Every level has a group of rows, a share of the drawing and, for Acc.@q, a q."""
    objective, groups = recipe.objective, recipe.model.groups
    of_levels = {"batching.shares": recipe.batching.shares}
    if objective.matching == "acc_at_q":
        of_levels["objective.settings.q"] = objective.settings.q
    for name, values in of_levels.items():
        if len(values) != len(groups):
            raise CheckpointError(
                f"recipe: {name} is {list(values)}, but model.groups is {list(groups)}; give each"
                " as many values, one for each level"
            )


def changed(recipe: Any, changes: object) -> Any:
    """A frozen dataclass with some values replaced, group by group.

    CheckpointError where it has no such name, or where the value of one is not possible.
    """
    if not isinstance(changes, dict):
        raise CheckpointError(f"recipe: {changes!r} should be an object of names and values")
    known = {field.name: getattr(recipe, field.name) for field in fields(recipe)}
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise CheckpointError(f"recipe has no {', '.join(unknown)}; there are: {', '.join(known)}")
    declared = get_type_hints(type(recipe))
    values = {
        name: changed(known[name], value)
        if is_dataclass(known[name])
        else _checked(name, known[name], value, declared[name])
        for name, value in changes.items()
    }
    return replace(recipe, **values)


def _checked(name: str, present: object, value: object, declared: Any) -> object:
    if isinstance(present, tuple) and isinstance(value, (list, tuple)) and len(value):
        return tuple(_checked(name, present[0], inner, declared) for inner in value)
    wanted = (int, float) if isinstance(present, float) else type(present)
    if isinstance(value, bool) != isinstance(present, bool) or not isinstance(value, wanted):
        raise CheckpointError(
            f"recipe: {name} is {value!r}; it must be a {type(present).__name__} like {present!r}"
        )
    check_value(name, value, declared)
    return value


def recipe_json(recipe: Recipe) -> str:
    """The whole resolved recipe."""
    return json.dumps(asdict(recipe), indent=1)
