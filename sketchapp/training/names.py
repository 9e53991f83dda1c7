"""Names of categories as rows of CLIP's space, kept through a run while CLIP's words are not."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchapp.errors import TrainingError
from sketchapp.models.clip_prompts import ClipPromptsConfig
from sketchapp.models.clip_text import category_rows
from sketchapp.training.losses.clip_terms import Categories
from sketchapp.training.recipe import Recipe

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Names:
    """Categories, and their unit rows text (C, D) in the same order."""

    categories: tuple[str, ...]
    text: Tensor

    def of(self, shown: Sequence[str]) -> Categories:
        """All names, and which of them each of these photos (B,) shows."""
        numbers = [self.categories.index(name) for name in shown]
        return Categories(self.text, torch.tensor(numbers, device=self.text.device))


def new_names(recipe: Recipe, categories: tuple[str, ...], device: torch.device) -> Names | None:
    """The names that a recipe weighs, read once by CLIP's text tower; None where it does not.

    Raises TrainingError where the recipe's model has no words, or there are no categories.
    """
    if not recipe.objective.names_weight:
        return None
    if not isinstance(recipe.model, ClipPromptsConfig) or not categories:
        raise TrainingError(
            f"names_weight is {recipe.objective.names_weight}, which needs CLIP and the names of"
            " categories; set it to 0, or take a recipe like clip-prompts"
        )
    if len(categories) == 1:
        log.warning("all sketches show a %s: its name teaches nothing", categories[0])
    text = category_rows(recipe.model.model, recipe.model.weights, categories)
    return Names(categories, text.to(device))
