"""pix2pix: a photo of a sketch shall be its own, and look real beside it (arXiv 1611.07004)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from sketchapp.models.translators.translator import new_translator
from sketchapp.training.sketch_to_photo.pairs import PairBatch
from sketchapp.training.translators.method import Made, TranslationMethod, difference
from sketchapp.training.translators.patch_judge import new_judge
from sketchapp.training.translators.recipe import TranslatorRecipe


class Pix2Pix(TranslationMethod):
    """One translator, and a judge that sees the sketch, too (equations 1 to 4)."""

    def __init__(self, recipe: TranslatorRecipe, rng: torch.Generator) -> None:
        super().__init__()
        self.recipe = recipe
        self.makers = nn.ModuleDict({"photo": new_translator(recipe.network, rng)})
        self.judges = nn.ModuleDict({"photo": new_judge(6, recipe.judge_channels, rng)})

    def make(self, batch: PairBatch, rng: torch.Generator) -> Made:
        photos = self.photo(batch.sketches, rng)
        terms = {
            "paired": self.recipe.paired * difference(photos, batch.photos),
            "adversarial": _cross_entropy(self._logits(batch, photos), 1.0),
        }
        return Made(terms, {"photo": photos})

    def judge(self, batch: PairBatch, made: dict[str, Tensor], rng: torch.Generator) -> Tensor:
        """Half of the cross-entropy, so that the judge learns more slowly, as published."""
        real = _cross_entropy(self._logits(batch, batch.photos), 1.0)
        return (real + _cross_entropy(self._logits(batch, made["photo"]), 0.0)) / 2

    def _logits(self, batch: PairBatch, photos: Tensor) -> Tensor:
        return self.judges["photo"](torch.cat([batch.sketches, photos], 1))


def _cross_entropy(logits: Tensor, target: float) -> Tensor:
    return binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))
