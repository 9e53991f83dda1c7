"""Recipes by name: what is shipped, what the paper prints, and what both are compared with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sketchapp.errors import CheckpointError
from sketchapp.models.retriever import RetrieverConfig
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.losses.registry import LossSettings
from sketchapp.training.recipe import (
    Batching,
    Objective,
    Optimisation,
    Recipe,
    SketchAugmentation,
)
from sketchapp.training.recipe_file import read_recipe

COMPACT = Recipe()
"""What is shipped: SqueezeNet, nine rows of 64, trained on two cores."""

SOFTMAX = replace(
    COMPACT,
    model=replace(COMPACT.model, groups=(1,), width=128),
    batching=replace(COMPACT.batching, shares=(1.0,)),
    objective=replace(COMPACT.objective, abstraction_weight=0.0),
)
"""An ordinary embedding of whole drawings, under 3 MB."""

TRIPLET = replace(SOFTMAX, objective=replace(SOFTMAX.objective, matching="triplet"))

PUBLISHED = Recipe(
    model=RetrieverConfig("vgg16", width=512, encoder="convolutions", shared=False, size_px=256),
    batching=Batching(photos=128, partial=1.0),
    objective=Objective(
        "acc_at_q",
        LossSettings(tau_1_start=1.0),
        sketch_weight=0.0,
        abstraction_weight=0.5,
        reconstruction_weight=0.5,
        familiarity_weight=0.0,
    ),
    optimisation=Optimisation(
        backbone_rate=1e-3, head_rate=1e-3, weight_decay=0.0, warm_up=0.0, constant=True
    ),
    row_choice="gumbel",
    passes=3000,
)
"""Sec. 6: Adam at 1e-3, batches of 128, 3,000 epochs. Needs a GPU, and weights of VGG-16."""


def _backbone(recipe: Recipe, name: str, size_px: int) -> Recipe:
    return replace(recipe, model=replace(recipe.model, backbone=name, size_px=size_px))


def _grouped(recipe: Recipe, *groups: int) -> Recipe:
    return replace(recipe, model=replace(recipe.model, groups=groups))


def _objective(recipe: Recipe, **changes: float | str) -> Recipe:
    return replace(recipe, objective=replace(recipe.objective, **changes))


RECIPES: dict[str, Recipe] = {
    "compact": COMPACT,
    "softmax": SOFTMAX,
    "triplet": TRIPLET,
    "one-gpu": replace(
        _backbone(COMPACT, "vgg16", 256),
        model=replace(COMPACT.model, backbone="vgg16", size_px=256, width=512),
        batching=replace(COMPACT.batching, photos=96),
        passes=200,
    ),
    "pretraining": replace(
        COMPACT, batching=replace(COMPACT.batching, traced=0.5, simulated=0.5), passes=4.0
    ),
    "published": PUBLISHED,
    "clip-prompts": CLIP_PROMPTS,
    # Table 3
    "without-abstraction": replace(
        COMPACT,
        batching=replace(COMPACT.batching, partial=0.0),
        objective=replace(COMPACT.objective, abstraction_weight=0.0),
    ),
    "acc-at-q": _objective(COMPACT, matching="acc_at_q"),
    "without-acc-at-q": _objective(COMPACT, matching="triplet"),
    "reconstruction": _objective(COMPACT, reconstruction_weight=0.5),
    "smooth-ap": _objective(COMPACT, matching="smooth_ap"),
    "sodeep": _objective(COMPACT, matching="sodeep"),
    "recall-at-k": _objective(COMPACT, matching="recall_at_k"),
    # Sec. 6.3 iv
    "groups-2-3-4": _grouped(COMPACT, 2, 3, 4),
    "groups-2-2-5": _grouped(COMPACT, 2, 2, 5),
    "groups-1-2-6": _grouped(COMPACT, 1, 2, 6),
    # baselines of Table 1
    "triplet-sn": _backbone(TRIPLET, "sketch_a_net", 225),
    "holef-sn": _objective(_backbone(TRIPLET, "sketch_a_net", 225), matching="holef"),
    "triplet-dropping": replace(TRIPLET, sketches=SketchAugmentation(drop_probability=0.5)),
    "triplet-vgg": _backbone(TRIPLET, "vgg16", 256),
    "triplet-inception": _backbone(TRIPLET, "inception_v3", 299),
}


def find_recipe(name: str) -> Recipe:
    """The recipe of this name, or of a JSON file with the values that differ from the shipped one.

    Raises CheckpointError, listing the names, where there is neither.
    """
    if name in RECIPES:
        return RECIPES[name]
    if name.endswith(".json"):
        return read_recipe(Path(name))
    raise CheckpointError(
        f"recipe {name!r} not found; there are: {', '.join(RECIPES)}, or the path of a .json file"
    )
