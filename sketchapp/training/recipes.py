"""Recipes by name: what is shipped, what the paper prints, and what both are compared with.

Any of them can have the photos' reconstruction beside it, see `find_recipe`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sketchapp.errors import CheckpointError
from sketchapp.models.retriever import RetrieverConfig
from sketchapp.training.clip_recipe import CLIP_PROMPTS
from sketchapp.training.losses.registry import LossSettings
from sketchapp.training.recipe import (
    Batching,
    NewObjects,
    Objective,
    Optimisation,
    Recipe,
    SketchAugmentation,
)
from sketchapp.training.recipe_file import read_recipe

COMPACT = Recipe()
"""EfficientNet-Lite0, nine rows of 16, on one core: of the shipped networks, the first."""

FILLED = replace(
    COMPACT,
    model=replace(COMPACT.model, fill=1.0),
    batching=replace(COMPACT.batching, partial=0.75, traced=0.05),
    passes=20.0,
)
"""The shipped network that looks at filled pictures: more shoes, and more unfinished drawings."""

FILLED_OUTLINES = replace(
    FILLED,
    sketches=replace(FILLED.sketches, rotation_deg=6.0, warp=0.03, drop_probability=0.25),
    passes=3.0,
)
"""What it began with, on photos without sketches and the outlines found in them."""

FILLED_NEW_OBJECTS = replace(
    FILLED,
    batching=replace(FILLED.batching, photos=32),
    new_objects=NewObjects(reshaped=0.5, composed=0.4),
    passes=100.0,
)
"""The same for longer, on objects that change; begin with what `filled` gave. Meant for a GPU."""

NEW_OBJECTS = replace(FILLED_NEW_OBJECTS, model=replace(FILLED_NEW_OBJECTS.model, fill=0.0))
"""The like of the first network, to begin with what `compact` gave."""

SQUEEZENET = replace(
    COMPACT,
    model=replace(COMPACT.model, backbone="squeezenet1_0", width=32, edges=True),
    optimisation=replace(COMPACT.optimisation, backbone_rate=3e-4),
)
"""The same on the smaller backbone, which needs the edges of photos to come near."""

SOFTMAX = replace(
    SQUEEZENET,
    model=replace(SQUEEZENET.model, groups=(1,), width=128),
    batching=replace(COMPACT.batching, shares=(1.0,)),
    objective=replace(COMPACT.objective, abstraction_weight=0.0),
    passes=14.0,
)
"""An ordinary embedding of whole drawings, under 3 MB."""

TRIPLET = replace(SOFTMAX, objective=replace(SOFTMAX.objective, matching="triplet"))

PUBLISHED = Recipe(
    model=RetrieverConfig(
        "vgg16", width=512, encoder="convolutions", shared=False, size_px=256, printed=True
    ),
    batching=Batching(photos=128, partial=1.0),
    objective=Objective(
        "acc_at_q",
        LossSettings(tau_1_start=1.0),
        sketch_weight=0.0,
        abstraction_weight=0.5,
        reconstruction_weight=0.5,
        padding="gaussian",
        familiarity_weight=0.0,
    ),
    optimisation=Optimisation(
        backbone_rate=1e-3, head_rate=1e-3, weight_decay=0.0, warm_up=0.0, constant=True
    ),
    row_choice="gumbel",
    passes=3000,
)
"""Sec. 6: Adam at 1e-3, batches of 128, 3,000 epochs. Needs a GPU, and weights of VGG-16.

Other than there, levels are cut with a jitter, and averaged weights are the result.
"""


SEVERAL_GPUS = replace(
    COMPACT,
    model=replace(COMPACT.model, backbone="vgg16", size_px=256),
    batching=replace(COMPACT.batching, photos=64),
    passes=50,
)
"""Rows as narrow as the shipped ones, on VGG-16, for several processes at once.

Start it by `accelerate launch -m sketchapp train retriever --recipe several-gpus ...`. Each process
takes batches of 64 photos of its own, which it tells apart among themselves, and 50 passes; all of
them step by the mean of their gradients. Four make as many passes together as `one-gpu`.
"""

ACC_AT_Q_OF_FEW = LossSettings(gallery=100, tau_1_start=5.0)
"""Batches of 20 photos are asked for what q asks of 100; tau_1 begins at a quarter of a batch."""

WITH_RECONSTRUCTION = "+recons"  # behind a recipe's name


def _backbone(recipe: Recipe, name: str, size_px: int) -> Recipe:
    return replace(recipe, model=replace(recipe.model, backbone=name, size_px=size_px))


def _grouped(recipe: Recipe, *groups: int) -> Recipe:
    return replace(recipe, model=replace(recipe.model, groups=groups))


def _objective(recipe: Recipe, **changes: Any) -> Recipe:
    return replace(recipe, objective=replace(recipe.objective, **changes))


RECIPES: dict[str, Recipe] = {
    "compact": COMPACT,
    "filled": FILLED,
    "filled-outlines": FILLED_OUTLINES,
    "new-objects": NEW_OBJECTS,
    "filled-new-objects": FILLED_NEW_OBJECTS,
    "squeezenet": SQUEEZENET,
    "softmax": SOFTMAX,
    "triplet": TRIPLET,
    "one-gpu": replace(
        _backbone(COMPACT, "vgg16", 256),
        model=replace(COMPACT.model, backbone="vgg16", size_px=256, width=512),
        batching=replace(COMPACT.batching, photos=96),
        passes=200,
    ),
    "several-gpus": SEVERAL_GPUS,
    "pretraining": replace(
        COMPACT, batching=replace(COMPACT.batching, traced=0.5, simulated=0.5), passes=4.0
    ),
    "published": PUBLISHED,
    "clip-prompts": CLIP_PROMPTS,
    # Table 3
    "without-abstraction": replace(
        _grouped(COMPACT, 9),  # one level, all rows
        batching=replace(COMPACT.batching, partial=0.0, shares=(1.0,)),
        objective=replace(COMPACT.objective, abstraction_weight=0.0),
    ),
    "acc-at-q": _objective(COMPACT, matching="acc_at_q", settings=ACC_AT_Q_OF_FEW),
    "acc-at-q-reconstruction": _objective(
        COMPACT, matching="acc_at_q", settings=ACC_AT_Q_OF_FEW, reconstruction_weight=0.5
    ),
    "without-acc-at-q": _objective(COMPACT, matching="triplet"),
    "reconstruction": _objective(COMPACT, reconstruction_weight=0.5),
    "reconstruction-structural": _objective(
        _grouped(COMPACT, 2, 1, 1), reconstruction_weight=0.5
    ),  # the structural rows of the shipped generator, by its pilot study
    "fine-tuned-generator": _objective(
        COMPACT, reconstruction_weight=0.5, tune_generator=True
    ),  # Sec. 6.3 i
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

    With `+recons` behind it, it also reconstructs photos from the feature map (App. D, Table 6).
    Raises CheckpointError, listing the names, where there is neither.
    """
    if name.endswith(WITH_RECONSTRUCTION):
        return _reconstructing(name.removesuffix(WITH_RECONSTRUCTION))
    if name in RECIPES:
        return RECIPES[name]
    if name.endswith(".json"):
        return read_recipe(Path(name))
    raise CheckpointError(
        f"recipe {name!r} not found; there are: {', '.join(RECIPES)}, each also with"
        f" {WITH_RECONSTRUCTION}, or the path of a .json file"
    )


def _reconstructing(name: str) -> Recipe:
    """The recipe of this name with equation 6 beside its loss."""
    recipe = find_recipe(name)
    if recipe.objective.reconstruction_weight:
        raise CheckpointError(
            f"recipe {name!r} reconstructs photos already; leave {WITH_RECONSTRUCTION} out"
        )
    return _objective(recipe, reconstruction_weight=0.5, decoded="features")
