"""The recipe of CLIP with learned prompts, after Sain et al. (2023, Sec. 4.1)."""

from __future__ import annotations

from sketchapp.models.clip_prompts import ClipPromptsConfig
from sketchapp.training.losses.registry import LossSettings
from sketchapp.training.recipe import Batching, Objective, Optimisation, Recipe

CLIP_PROMPTS = Recipe(
    model=ClipPromptsConfig(),
    batching=Batching(photos=64, sketches=1, partial=0.0, shares=(1.0,)),
    objective=Objective(
        "triplet",
        LossSettings(margin=0.3),
        sketch_weight=0.0,
        abstraction_weight=0.0,
        familiarity_weight=0.0,
        names_weight=0.5,
    ),
    optimisation=Optimisation(
        backbone_rate=1e-5, head_rate=1e-5, weight_decay=0.0, warm_up=0.0, constant=True
    ),
    passes=60.0,
)
"""Adam at 1e-5 on prompts and layer norms, batches of 64, 60 passes; no result of ours chose it."""
