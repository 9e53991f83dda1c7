"""Recipes of classifiers by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.training.classifier.recipe import ClassifierRecipe
from sketchapp.training.recipe import Optimisation
from sketchapp.training.recipe_file import changed

STRONG = ClassifierRecipe()
"""EfficientNet-Lite0 from ImageNet weights: what is shipped."""


def _network(name: str, size_px: int, **changes: object) -> ClassifierRecipe:
    network = replace(STRONG.network, backbone=name, size_px=size_px)
    return replace(STRONG, network=network, frozen_tensors=0, **changes)


RECIPES: dict[str, ClassifierRecipe] = {
    "strong": STRONG,
    "weak": replace(STRONG, training_share=0.25, passes=8.0),
    "squeezenet": _network(
        "squeezenet1_0", 128, bfloat16=True, optimisation=Optimisation(average_decay=0.995)
    ),
    "resnet18": _network("resnet18", 224, bfloat16=True),
    "sketch-a-net": _network(
        "sketch_a_net",
        225,
        bfloat16=True,
        passes=200.0,
        optimisation=Optimisation(backbone_rate=1e-3, head_rate=1e-3, average_decay=0.995),
    ),
}
"""`weak` is the strong one's network, taught with a quarter of the drawings for a third as long."""


def find_classifier_recipe(name: str) -> ClassifierRecipe:
    """The recipe of this name, or of a JSON file with the values that differ from `strong`.

    Raises CheckpointError, listing the names, where there is neither.
    """
    if name in RECIPES:
        return RECIPES[name]
    if not name.endswith(".json"):
        raise CheckpointError(
            f"recipe {name!r} not found; there are: {', '.join(RECIPES)}, or the path of a .json"
            " file"
        )
    try:
        changes = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise CheckpointError(f"recipe {name} cannot be read: {error}") from error
    return changed(STRONG, changes)
