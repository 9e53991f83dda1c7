"""Where training of CLIP with prompts begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from sketchapp.errors import CheckpointError
from sketchapp.models.clip_prompts import (
    ClipPromptsConfig,
    ClipPromptsRetriever,
    build_clip_prompts,
    load_clip_prompts,
)
from sketchapp.training.recipe import Recipe


def with_weights(recipe: Recipe, weights: str | None) -> Recipe:
    """The recipe with CLIP from elsewhere: a tag or a file; any other model's recipe as it is."""
    if weights is None or not isinstance(recipe.model, ClipPromptsConfig):
        return recipe
    return replace(recipe, model=replace(recipe.model, weights=weights))


def new_clip_prompts(
    config: ClipPromptsConfig, seed: int, trained: Path | None
) -> ClipPromptsRetriever:
    """A retriever to be trained, with fresh prompts, or with those of a trained one.

    Raises CheckpointError where CLIP cannot be had, or the trained one is of another.
    """
    model = build_clip_prompts(config, torch.Generator().manual_seed(seed))
    if trained is not None:
        try:
            model.learn(load_clip_prompts(trained, config.weights).learned)
        except (KeyError, RuntimeError) as error:
            raise CheckpointError(
                f"{trained} has another shape than the recipe's model: {error}"
            ) from error
    return model.train()
