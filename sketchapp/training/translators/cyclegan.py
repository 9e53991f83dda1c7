"""CycleGAN: photos and sketches that nobody has paired, there and back (arXiv 1703.10593)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from sketchapp.models.translators.translator import new_translator
from sketchapp.training.sketch_to_photo.pairs import PairBatch
from sketchapp.training.translators.method import Made, TranslationMethod, difference
from sketchapp.training.translators.patch_judge import new_judge
from sketchapp.training.translators.pool import PicturePool
from sketchapp.training.translators.recipe import TranslatorRecipe

KINDS = ("photo", "sketch")


class CycleGan(TranslationMethod):
    """A translator in each direction, and a judge of each kind of picture, with least squares.

    Drawings are those of the first half of a batch, photos those of the second, so that no drawing
    meets its own photo but by chance.
    """

    def __init__(self, recipe: TranslatorRecipe, rng: torch.Generator) -> None:
        super().__init__()
        self.recipe = recipe
        self.makers = nn.ModuleDict({kind: new_translator(recipe.network, rng) for kind in KINDS})
        self.judges = nn.ModuleDict(
            {kind: new_judge(3, recipe.judge_channels, rng) for kind in KINDS}
        )
        self.pools = nn.ModuleDict(
            {kind: PicturePool(recipe.pool, recipe.network.size_px) for kind in KINDS}
        )

    def make(self, batch: PairBatch, rng: torch.Generator) -> Made:
        sketches, photos = unpaired(batch)
        to_photo, to_sketch = self.makers["photo"], self.makers["sketch"]
        made = {"photo": to_photo(sketches, rng), "sketch": to_sketch(photos, rng)}
        back = to_sketch(made["photo"], rng), to_photo(made["sketch"], rng)
        cycle = difference(back[0], sketches) + difference(back[1], photos)
        terms = {
            "cycle": self.recipe.cycle * cycle,
            "adversarial": sum(
                (_squares(self.judges[kind](made[kind]), 1.0) for kind in KINDS),
                photos.new_zeros(()),
            ),
        }
        if self.recipe.identity:
            same = difference(to_photo(photos, rng), photos)
            same = same + difference(to_sketch(sketches, rng), sketches)
            terms["identity"] = self.recipe.identity * same
        return Made(terms, made)

    def judge(self, batch: PairBatch, made: dict[str, Tensor], rng: torch.Generator) -> Tensor:
        """Half of the squares of both judges, on pictures out of the pools."""
        sketches, photos = unpaired(batch)
        loss = photos.new_zeros(())
        for kind, real in (("photo", photos), ("sketch", sketches)):
            judge, pool = self.judges[kind], cast("PicturePool", self.pools[kind])
            shown = pool.exchange(made[kind], rng)
            loss = loss + (_squares(judge(real), 1.0) + _squares(judge(shown), 0.0)) / 2
        return loss


def unpaired(batch: PairBatch) -> tuple[Tensor, Tensor]:
    """Sketches (B / 2, 3, H, H) and photos (B / 2, 3, M, M), of different pairs."""
    half = len(batch.sketches) // 2
    return batch.sketches[:half], batch.photos[half:]


def _squares(logits: Tensor, target: float) -> Tensor:
    return (logits - target).square().mean()
